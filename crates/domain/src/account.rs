//! Limits of one account.

/// How many account-wide system users an account may hold unless its row says otherwise (product T2).
pub const DEFAULT_SYSTEM_USER_LIMIT: i64 = 10;
