"""A mail server for one test: takes mails and keeps them as files, or fails as it is told.

Started by tests/smtp with one argument, a JSON object. Prints its port when it listens; ends with its stdin.
Easy to get wrong: waiting. It never sleeps; a stage that must hang waits for what never comes.
"""

import asyncio
import json
import logging
import pathlib
import ssl
import sys
import warnings

from aiosmtpd.smtp import SMTP, AuthResult

# That a client went away is what some tests are about; nobody need read of it.
logging.disable(logging.CRITICAL)
warnings.simplefilter("ignore")

told = json.loads(sys.argv[1])
folder = pathlib.Path(told["dir"])
answers = told.get("answers", {})
hang = told.get("hang")
taken = 0
connections = 0


class Post:
    """Keeps what is accepted: the mail as it came, its envelope beside it."""

    async def handle_MAIL(self, server, session, envelope, address, options):
        if "mail" in answers:
            return answers["mail"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = answers.get("rcpt:" + address) or answers.get("rcpt")
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        global taken
        if "content" in answers:
            return answers["content"]
        taken += 1
        about = {
            "from": envelope.mail_from,
            "to": envelope.rcpt_tos,
            "tls": server.transport.get_extra_info("ssl_object") is not None,
            "login": session.authenticated,
            "ehlo": session.host_name,
            "connection": server.number,
        }
        (folder / f"{taken:03}.json").write_text(json.dumps(about))
        (folder / f"{taken:03}.eml").write_bytes(envelope.original_content)
        if told.get("close_after") == taken:
            server.transport.close()
        return f"250 2.0.0 taken as {taken}"


async def forever():
    await asyncio.Event().wait()


class Server(SMTP):
    def connection_made(self, transport):
        global connections
        if not hasattr(self, "number"):
            connections += 1
            self.number = connections
        (folder / "connections").write_text(str(connections))
        super().connection_made(transport)

    async def smtp_EHLO(self, hostname):
        if hang == "ehlo":
            await forever()
        await super().smtp_EHLO(hostname)

    async def smtp_STARTTLS(self, arg):
        if hang == "starttls":
            await forever()
        if hang == "tls":
            await self.push("220 go ahead")
            await forever()
        await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg):
        if hang == "auth":
            await forever()
        await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg):
        if hang == "mail":
            await forever()
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg):
        if hang == "rcpt":
            await forever()
        await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg):
        if hang == "data":
            await forever()
        if hang == "content":
            await self.push("354 go ahead")
            await forever()
        if told.get("drop") == "content":
            await self.push("354 go ahead")
            await self._reader.readline()
            self.transport.abort()
            return
        if "data" in answers:
            await self.push(answers["data"])
            return
        await super().smtp_DATA(arg)


def authenticate(server, session, envelope, mechanism, data):
    login = (data.login.decode(), data.password.decode())
    (folder / "mechanism").write_text(mechanism)
    return AuthResult(success=login == tuple(told["login"]), handled=login == tuple(told["login"]))


async def rude(reader, writer):
    """No SMTP at all: refuses at the door, or never says a word."""
    global connections
    connections += 1
    (folder / "connections").write_text(str(connections))
    if hang == "greeting":
        await forever()
    writer.write((answers["greeting"] + "\r\n").encode())
    await writer.drain()
    writer.close()


async def main():
    loop = asyncio.get_running_loop()
    context = None
    if told.get("cert"):
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(told["cert"], told["key"])
    implicit = told["tls"] == "implicit"

    def protocol():
        return Server(
            Post(),
            hostname="post.example",
            tls_context=None if implicit or told["tls"] == "none" else context,
            authenticator=authenticate if "login" in told else None,
            auth_require_tls=told["tls"] == "starttls",
            auth_exclude_mechanism=told.get("without", []),
            decode_data=False,
        )

    where = {"host": "127.0.0.1", "port": told.get("port", 0)}
    if "greeting" in answers or hang == "greeting":
        server = await asyncio.start_server(rude, **where)
    else:
        server = await loop.create_server(protocol, ssl=context if implicit else None, **where)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main())
