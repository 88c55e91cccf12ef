from tests.policy.conftest import Case
from tests.policy.harness import ABSENT, UNKNOWN, Cases, Res

CERTIFICATE = Res(
    kind="aws:acm/certificate:Certificate",
    props={"domainName": "pay.example.com", "validationMethod": "DNS"},
)

CASES = (
    Cases(
        rule="acm-key-algorithm-strong",
        base=CERTIFICATE,
        fine=({"keyAlgorithm": "EC_prime256v1"}, {"keyAlgorithm": "RSA_4096"}),
        violating=(({"keyAlgorithm": "RSA_1024"}, "the key can be broken"),),
        undetermined=({"keyAlgorithm": UNKNOWN},),
    ),
    Cases(
        rule="acm-auto-renewing",
        base=CERTIFICATE,
        violating=(
            ({"validationMethod": "EMAIL"}, "renewal would need a person"),
            ({"validationMethod": ABSENT}, "validationMethod is not set"),
            ({"certificateBody": UNKNOWN}, "expires unnoticed"),
        ),
        undetermined=({"validationMethod": UNKNOWN},),
        not_applicable=(({"certificateAuthorityArn": UNKNOWN}, "private authority"),),
    ),
)


def test_every_case_is_answered_as_expected(case: Case) -> None:
    case()
