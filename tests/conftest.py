"""What every test shares."""

from hypothesis import HealthCheck, settings

# A busy machine is slow, not wrong; examples are reproducible from the failure's own text.
settings.register_profile(
    "payments", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
settings.load_profile("payments")
