"""An HTTPS acquirer under test: a charge, and an adapter whose clock and pauses are a test's."""

import json

from payments.acquirer.https import HttpsAcquirer, SecretToken
from payments.acquirer.protocol import Charge, Verdict
from payments.cards import CardNumber, Expiry, SecurityCode
from payments.money import Money

from tests.functions.processing.doubles import SECRET_ARN, SecretsDouble
from tests.support.acquirer_server import TOKEN, AcquirerServer

CARD = "4242424242424242"
CHARGE = Charge(
    reference="tx_abc/d",
    merchant_id="merchant-1",
    amount=Money(1250, "EUR"),
    card=CardNumber(CARD),
    expiry=Expiry(2028, 12),
    security_code=SecurityCode("123"),
)
APPROVED = json.dumps({"outcome": "approved", "code": "A1B2C3"}).encode()


class Rig:
    """An adapter whose pauses are recorded and whose time is set by hand."""

    def __init__(self, server: AcquirerServer, *, url: str | None = None) -> None:
        self.server = server
        self.pauses: list[float] = []
        self.now = 0.0
        self.secrets = SecretsDouble(token=TOKEN)
        self.acquirer = HttpsAcquirer(
            url or server.url,
            token=SecretToken(self.secrets, SECRET_ARN),
            tls=server.tls(),
            sleep=self.pauses.append,
            monotonic=lambda: self.now,
            now=lambda: self.now,
        )


def charge(rig: Rig) -> Verdict:
    return rig.acquirer.charge(CHARGE)
