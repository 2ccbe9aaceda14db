//! The lines of a bundle of logs that somebody sent in: an archive, or one log.

use std::fs::File;
use std::ops::ControlFlow;

use archive::{ArchiveError, Bounds, FileNote};

use crate::work::import::lines::{Line, Lines};

/// GitLab's logs shrink to a tenth, at most to a hundredth.
const BOUNDS: Bounds = Bounds { files: 10_000, bytes: 64 << 30, times: 250 };

/// Shows every line of a bundle, file by file in the archive's order.
pub(crate) fn read(
    bundle: File,
    show: &mut dyn FnMut(&str, &Line) -> ControlFlow<()>,
) -> Result<Vec<FileNote>, ArchiveError> {
    archive::read(bundle, BOUNDS, &mut |name, text| {
        let mut lines = Lines::new(text);
        while let Some(line) = lines.next()? {
            if show(name, &line).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    })
}
