//! The API from outside: every route with every token, hostile input, acts, and the document about it all.
//!
//! Without a socket: requests go to the router. Easy to get wrong: a route that is added without a thought
//! for who may use it; `toegang` walks the table of routes itself.

mod contacten;
mod handelingen;
mod invoer;
mod openapi;
mod proef;
mod toegang;
