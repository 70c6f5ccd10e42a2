//! Inbound sources: where carriers post.
