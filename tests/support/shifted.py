"""Two functions that CodeDeploy shifts, and the outputs of their stack."""

from operations.target import Target

REGION = "us-west-2"
TARGETS = [
    Target(
        workload=workload,
        function=f"function-{workload}-prod",
        version="2",
        application="deployment-payments-prod",
        group=f"deployment-{workload}-prod",
    )
    for workload in ("payment-validation", "transaction-processing")
]
FACTS = {
    "stack": "prod",
    "region": REGION,
    "deployment_application_name": TARGETS[0].application,
    **{
        f"deployment_of_{each.workload.replace('-', '_')}.{name}": value
        for each in TARGETS
        for name, value in (
            ("function", each.function),
            ("group", each.group),
            ("version", each.version),
        )
    },
}
