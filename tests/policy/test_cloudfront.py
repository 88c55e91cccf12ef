from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

PLAIN = {"viewerProtocolPolicy": "allow-all"}
DISTRIBUTION = Res(
    kind="aws:cloudfront/distribution:Distribution",
    props={
        "defaultCacheBehavior": {"viewerProtocolPolicy": "redirect-to-https"},
        "viewerCertificate": {"minimumProtocolVersion": "TLSv1.2_2021"},
        "webAclId": UNKNOWN,
        "origins": [{"originAccessControlId": UNKNOWN}, {"customOriginConfig": {"httpPort": 80}}],
    },
)

CASES = (
    Cases(
        rule="cloudfront-viewer-tls",
        base=DISTRIBUTION,
        fine=({"orderedCacheBehaviors": [{"viewerProtocolPolicy": "https-only"}]},),
        violating=(
            ({"defaultCacheBehavior": PLAIN}, "defaultCacheBehavior 1 serves viewers in plain"),
            ({"orderedCacheBehaviors": [PLAIN]}, "orderedCacheBehaviors 1 serves viewers"),
        ),
        undetermined=({"defaultCacheBehavior": UNKNOWN},),
    ),
    Cases(
        rule="cloudfront-tls12",
        base=DISTRIBUTION,
        violating=(
            ({"viewerCertificate": {"minimumProtocolVersion": "TLSv1"}}, "older versions"),
            ({"viewerCertificate": {"cloudfrontDefaultCertificate": True}}, "is not set"),
            (
                {
                    "viewerCertificate": {
                        "cloudfrontDefaultCertificate": True,
                        "minimumProtocolVersion": "TLSv1.2_2021",
                    }
                },
                "older versions are negotiated with it",
            ),
        ),
        undetermined=({"viewerCertificate": UNKNOWN},),
    ),
    Cases(
        rule="cloudfront-has-waf",
        base=DISTRIBUTION,
        violating=(({"webAclId": ABSENT}, "webAclId is not set"),),
    ),
    Cases(
        rule="cloudfront-origin-access-control",
        base=DISTRIBUTION,
        fine=({"origins": UNKNOWN},),
        violating=(({"origins": [{"domainName": UNKNOWN}]}, "origin 1 is asked without"),),
    ),
    Cases(
        rule="cloudfront-origin-access-control",
        base=Res(
            kind="aws:cloudfront/originAccessControl:OriginAccessControl",
            props={"signingBehavior": "always"},
        ),
        violating=(({"signingBehavior": "never"}, "signingBehavior is none of always"),),
        undetermined=({"signingBehavior": UNKNOWN},),
    ),
)


def test_viewers_and_origins_are_asked_for_what_they_owe(case: Case) -> None:
    case()
