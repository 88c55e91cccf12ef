"""TLS as every client of the platform uses it: verified chain, verified host name, 1.2 or newer.

There is no plaintext fallback and no way to switch verification off (PCI DSS 4.2.1).
"""

import ssl
from functools import cache
from pathlib import Path

CA_BUNDLE = Path(__file__).with_name("rds-ca-bundle.pem")
"""Authorities of RDS and Aurora in every region, and Amazon's public roots, which sign the
certificates of RDS Proxy and ElastiCache. The file's header says where they come from."""


@cache
def verified_context(ca_file: Path = CA_BUNDLE) -> ssl.SSLContext:
    """A client context that trusts only the authorities in `ca_file`.

    Raises:
        OSError: `ca_file` is missing or holds no certificate.
    """
    context = ssl.create_default_context(cafile=str(ca_file))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    # Python 3.13 also began to refuse certificates without every field that RFC 5280 asks for. RDS
    # promises no such fields, and neither the chain nor the name is checked any less without.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context
