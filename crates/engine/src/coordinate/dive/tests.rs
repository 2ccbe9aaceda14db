//! Tests of what a request adds up to.
