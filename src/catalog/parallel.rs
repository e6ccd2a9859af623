//! The same work on many things, on all processors, with the results in the order of the things.
//!
//! Easy to get wrong: order. Which processor is first is chance, and what is told to an author must not be.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `one` makes of each of them, in their order.
pub(super) fn elk<W, R, F>(work: &[W], one: F) -> Vec<R>
where
    W: Sync,
    R: Send,
    F: Fn(&W) -> R + Sync,
{
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let threads = processors.min(work.len());
    if threads <= 1 {
        return work.iter().map(one).collect();
    }
    let next = AtomicUsize::new(0);
    let part = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = work.get(at) else {
                return done;
            };
            done.push((at, one(item)));
        }
    };
    let mut done = thread::scope(|scope| {
        let others: Vec<_> = (1..threads).map(|_| scope.spawn(part)).collect();
        let mut done = part();
        for other in others {
            match other.join() {
                Ok(more) => done.extend(more),
                Err(panic) => resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, made)| made).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_stand_in_the_order_of_the_work() {
        let work: Vec<usize> = (0..1_000).collect();
        assert_eq!(
            elk(&work, |n| n * 2),
            work.iter().map(|n| n * 2).collect::<Vec<_>>()
        );
        assert_eq!(elk(&[0; 0], |n| n + 1), Vec::<i32>::new());
    }
}
