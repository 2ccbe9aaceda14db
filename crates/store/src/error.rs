//! What can go wrong with the index.

use std::path::PathBuf;

/// Why the index could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A file of the index could not be read or written.
    #[error("cannot use {}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
    /// A file of the index is not what it should be. The index can be rebuilt.
    #[error("{} is damaged: {what}; rebuild the index from the ledger", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// Another process has the index open, and only one may write to it.
    #[error("{} is in use by another process", path.display())]
    InUse {
        /// The folder of the index.
        path: PathBuf,
    },
    /// The ledger could not be read.
    #[error("cannot read the ledger")]
    Ledger(#[from] ledger::LedgerError),
    /// The statement is not one that may be run; the text is for the person who wrote it.
    #[error("{0}")]
    Refused(String),
    /// The statement ran into one of its limits.
    #[error("{0}")]
    Limit(String),
    /// The query engine failed.
    #[error("the query engine failed")]
    Engine(#[source] datafusion::error::DataFusionError),
    /// A background task ended early.
    #[error("the work was interrupted")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl StoreError {
    /// Whether the person who asked can mend it by asking otherwise.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_) | Self::Limit(_))
    }

    /// Names the file that an operation failed on.
    pub(crate) fn file(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }
}

impl From<datafusion::error::DataFusionError> for StoreError {
    fn from(error: datafusion::error::DataFusionError) -> Self {
        Self::Engine(error)
    }
}

impl From<datafusion::arrow::error::ArrowError> for StoreError {
    fn from(error: datafusion::arrow::error::ArrowError) -> Self {
        Self::Engine(error.into())
    }
}

impl From<datafusion::parquet::errors::ParquetError> for StoreError {
    fn from(error: datafusion::parquet::errors::ParquetError) -> Self {
        Self::Engine(error.into())
    }
}
