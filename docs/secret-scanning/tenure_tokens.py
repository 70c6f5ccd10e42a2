"""Finds tokens of Tenure with detect-secrets: detect-secrets scan --plugin docs/secret-scanning/tenure_tokens.py"""

import re

from detect_secrets.plugins.base import RegexBasedDetector


class TenureLiveTokenDetector(RegexBasedDetector):
    """Tokens of live system users."""

    secret_type = "Tenure live token"
    denylist = [re.compile(r"\btnr_[0-9A-Za-z]{49}\b")]


class TenureTestTokenDetector(RegexBasedDetector):
    """Tokens of test system users."""

    secret_type = "Tenure test token"
    denylist = [re.compile(r"\btnrt_[0-9A-Za-z]{49}\b")]
