//! Standing back: the host's own work comes first.

use ioprio::{Class, Priority, Target};

/// Lets this thread wait for the others' disk access (idle class) and, from
/// `nice`, for their processor time. Answers what the system refused.
///
/// The thread ends with the collection, and so does this.
pub(crate) fn stand_back(nice: i32) -> Vec<&'static str> {
    let mut refused = Vec::new();
    let me = Target::Process(ioprio::Pid::from_raw(0));
    if ioprio::set_priority(me, Priority::new(Class::Idle)).is_err() {
        refused.push("ioprio");
    }
    if rustix::process::setpriority_process(None, nice).is_err() {
        refused.push("nice");
    }
    refused
}
