"""The certificates of local servers, as tests name them."""

from offline.local.certificates import HOST, ServerCertificate, write_server_certificate

__all__ = ["HOST", "ServerCertificate", "write_server_certificate"]
