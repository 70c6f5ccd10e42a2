//! Who waits for what another request of this isolate asks outside. Many come at once where a fleet starts: each would ask, or be
//! sent away.

use crate::deps::{Deps, Tell};

/// How many may wait for one answer; who comes then is told to come again.
const MOST: usize = 200;

/// Those who wait for one answer.
#[derive(Default)]
pub(crate) struct Awaited(Vec<Tell>);

impl Awaited {
    /// Waits, too; false where too many do.
    pub(crate) fn add(&mut self, tell: Tell) -> bool {
        let has_room = self.0.len() < MOST;
        if has_room {
            self.0.push(tell);
        }
        has_room
    }

    /// Those who are to be told.
    #[must_use]
    pub(crate) fn take(&mut self) -> Vec<Tell> {
        std::mem::take(&mut self.0)
    }
}

/// Waits for the answer, if it is `to_come`; false where too many do. Whoever waited looks for themselves: who was to tell them may
/// be gone.
pub(crate) async fn wait<D: Deps>(deps: &D, millis: u32, to_come: impl FnOnce(Tell) -> Option<bool>) -> bool {
    let (tell, told) = deps.told(millis.into());
    match to_come(tell) {
        // It came between the two looks.
        None => true,
        Some(waits) => {
            if waits {
                told.await;
            }
            waits
        }
    }
}
