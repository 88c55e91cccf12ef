"""What AWS calls the sets of TLS versions and cipher suites that a PAN may travel under.

Sources: the security policies that the user guides of Elastic Load Balancing ("Security policies"),
CloudFront ("Supported protocols and ciphers") and API Gateway ("Security policies") list, the last
two as botocore has them; the certificate authorities of the RDS user guide ("Using SSL/TLS"). See
`pci.freshness`.
"""

from datetime import date

TAKEN_ON = date(2026, 11, 22)

#: Of load balancers: TLS 1.2 and 1.3 with forward secrecy only.
LOAD_BALANCER = (
    "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    "ELBSecurityPolicy-TLS13-1-2-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-2021-06",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-2-Res-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-2021-06",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-2023-04",
    "ELBSecurityPolicy-TLS13-1-3-FIPS-PQ-2025-09",
    "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09",
)

#: Of CloudFront's distributions: without TLS 1.0 and 1.1.
CLOUDFRONT = (
    "TLSv1.2_2018",
    "TLSv1.2_2019",
    "TLSv1.2_2021",
    "TLSv1.2_2025",
    "TLSv1.3_2025",
)

#: Of REST APIs and their domains: without TLS 1.0 and 1.1.
REST_API = (
    "SecurityPolicy_TLS12_2018_EDGE",
    "SecurityPolicy_TLS12_PFS_2025_EDGE",
    "SecurityPolicy_TLS13_1_2_2021_06",
    "SecurityPolicy_TLS13_1_2_Ext2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_Ext2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_FIPS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09",
    "SecurityPolicy_TLS13_1_2_PQ_2025_09",
    "SecurityPolicy_TLS13_1_3_2025_09",
    "SecurityPolicy_TLS13_1_3_FIPS_2025_09",
    "SecurityPolicy_TLS13_2025_EDGE",
    "TLS_1_2",
)

#: Of the domains of HTTP APIs: without TLS 1.0 and 1.1.
HTTP_API = ("TLS_1_2",)

#: Certificate authorities of databases that RDS still issues under.
DATABASE_AUTHORITIES = ("rds-ca-ecc384-g1", "rds-ca-rsa2048-g1", "rds-ca-rsa4096-g1")
