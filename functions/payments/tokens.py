"""The card vault: a PAN becomes a token to compare by and a ciphertext to keep.

PCI DSS v4.0.1 3.5.1 asks that a stored PAN is unreadable, 3.5.1.1 that a hash of it is keyed, and
3.5.1.2 that disk encryption alone does not count: both happen here, in the application, under
keys of their own that never leave KMS.
"""

import base64
from typing import Final, Protocol, TypedDict

from payments.aws import answering
from payments.cards import CardNumber

TOKEN_PREFIX: Final = "tok_"  # noqa: S105 - marks a token's kind, it is no secret
MAC_ALGORITHM: Final = "HMAC_SHA_256"
_DOMAIN: Final = b"payments/card-token/v1:"
"""Keeps the MAC of a card apart from any other use of the same key."""


class _MacAnswer(TypedDict):
    Mac: bytes


class _EncryptAnswer(TypedDict):
    CiphertextBlob: bytes


class KmsClient(Protocol):
    """The two KMS calls of the vault, as boto3 has them."""

    def generate_mac(self, **request: object) -> _MacAnswer:
        """Answer with the MAC of a message."""
        ...

    def encrypt(self, **request: object) -> _EncryptAnswer:
        """Answer with the ciphertext of up to 4,096 bytes."""
        ...


class CardTokeniser(Protocol):
    """Turns a card number into what it can be recognised by."""

    def tokenise(self, number: CardNumber) -> str:
        """Return the card's token: the same for the same card, useless without the key."""
        ...


class CardVault(CardTokeniser, Protocol):
    """Turns a card number into what may be kept."""

    def seal(self, number: CardNumber, *, token: str) -> str:
        """Return the card's ciphertext in base64, bound to its token."""
        ...


class KmsTokeniser:
    """A `CardTokeniser` on an HMAC key in KMS."""

    def __init__(self, kms: KmsClient, *, token_key: str) -> None:
        self._kms = kms
        self._token_key = token_key

    def tokenise(self, number: CardNumber) -> str:
        """Return `tok_` and the MAC of the card number in base64url.

        Raises:
            UnavailableError: KMS refused, throttled or did not answer.
        """
        with answering("The card token key"):
            answer = self._kms.generate_mac(
                KeyId=self._token_key,
                Message=_DOMAIN + number.reveal().encode("ascii"),
                MacAlgorithm=MAC_ALGORITHM,
            )
        mac = base64.urlsafe_b64encode(answer["Mac"]).rstrip(b"=")
        return TOKEN_PREFIX + mac.decode("ascii")


class KmsCardVault(KmsTokeniser):
    """A `CardVault` on two KMS keys: the HMAC key for tokens, a symmetric one for ciphertexts."""

    def __init__(
        self, kms: KmsClient, *, token_key: str, encryption_key: str, environment: str
    ) -> None:
        super().__init__(kms, token_key=token_key)
        self._encryption_key = encryption_key
        self._environment = environment

    def seal(self, number: CardNumber, *, token: str) -> str:
        """Return the ciphertext in base64; it opens only with the same context.

        CloudTrail records the context in plain text, which is why it holds the token alone.

        Raises:
            UnavailableError: KMS refused, throttled or did not answer.
        """
        with answering("The card encryption key"):
            answer = self._kms.encrypt(
                KeyId=self._encryption_key,
                Plaintext=number.reveal().encode("ascii"),
                EncryptionContext=encryption_context(self._environment, token),
            )
        return base64.b64encode(answer["CiphertextBlob"]).decode("ascii")


def encryption_context(environment: str, token: str) -> dict[str, str]:
    """Return what a card's ciphertext is bound to: purpose, environment and the card's token."""
    return {"purpose": "pan", "environment": environment, "token": token}
