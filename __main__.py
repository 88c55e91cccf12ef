"""The platform of one stack: settings in, tiers in dependency order, exports out."""

import pulumi

from components.api import build_api
from components.assets import Assets
from components.audit import Audit
from components.backup import Backup
from components.baseline import Baseline
from components.budget import Budget
from components.cache import Cache
from components.certificate import Certificate
from components.containers import Containers
from components.database import Database
from components.deployment_alarms import DeploymentAlarms
from components.discovery import discover
from components.encryption import Encryption
from components.endpoints import Endpoints
from components.files import Files
from components.firewall import Firewall
from components.function_deployments import FunctionDeployments
from components.functions import Functions
from components.load_balancer import LoadBalancer
from components.monitoring import Monitoring
from components.network import Network
from components.notifications import Notifications
from components.objects import Objects
from components.parameters import Parameters
from components.rotation import Rotation
from components.secrets import Secrets
from components.stream import Stream
from components.tiers import Tiers
from components.topology import topology
from components.transactions import Transactions
from components.waf import Waf
from components.wiring import compute, data, foundation, operations
from components.wiring.exports import exports
from settings import load

config = load()
context = discover(config)
tiers = Tiers(context=context, settings=config, topology=topology(context, config))

tiers.encryption = Encryption("encryption", foundation.encryption(tiers))
if config.notifications:
    args = foundation.notifications(tiers, config.notifications)
    tiers.notifications = Notifications("notifications", args)
if config.objects:
    tiers.objects = Objects("objects", foundation.objects(tiers, config.objects))
tiers.network = Network("network", foundation.network(tiers))
tiers.firewall = Firewall("firewall", foundation.firewall(tiers))
if tiers.topology.interface_services:
    Endpoints("endpoints", foundation.endpoints(tiers))

if config.secrets:
    tiers.secrets = Secrets("secrets", data.secrets(tiers, config.secrets))
if config.database:
    tiers.database = Database("database", data.database(tiers, config.database))
if config.cache:
    tiers.cache = Cache("cache", data.cache(tiers, config.cache))
if config.files:
    tiers.files = Files("files", data.files(tiers, config.files))
if config.transactions:
    tiers.transactions = Transactions("transactions", data.transactions(tiers, config.transactions))
if config.stream:
    tiers.stream = Stream("stream", data.stream(tiers, config.stream))
if config.secrets:
    tiers.rotation = Rotation("rotation", data.rotation(tiers, config.secrets))

if config.functions:
    tiers.functions = Functions("functions", compute.functions(tiers, config.functions))
if config.certificate:
    tiers.certificate = Certificate("certificate", compute.certificate(tiers, config.certificate))
if config.load_balancer:
    balancer = compute.load_balancer(tiers, config.load_balancer)
    tiers.load_balancer = LoadBalancer("load-balancer", balancer)
if config.monitoring and list(tiers.rollback_alarms()):
    guards = compute.deployment_alarms(tiers, config.monitoring)
    tiers.deployment_alarms = DeploymentAlarms("deployment-alarms", guards)
if config.functions and config.functions.shifts:
    shifts = compute.function_deployments(tiers, config.functions)
    tiers.function_deployments = FunctionDeployments("function-deployments", shifts)
if config.containers:
    tiers.containers = Containers("containers", compute.containers(tiers, config.containers))
if config.api:
    tiers.api = build_api("api", compute.api(tiers, config.api))
if config.waf and (tiers.api or tiers.load_balancer):
    tiers.waf = Waf("waf", compute.waf(tiers, config.waf))
if config.assets:
    if config.waf:
        tiers.assets_waf = Waf("assets-waf", compute.assets_waf(tiers, config.waf))
    tiers.assets = Assets("assets", compute.assets(tiers, config.assets))

if config.backup:
    tiers.backup = Backup("backup", operations.backup(tiers, config.backup))
if config.audit:
    tiers.audit = Audit("audit", operations.audit(tiers, config.audit))
if config.baseline:
    tiers.baseline = Baseline("baseline", operations.baseline(tiers, config.baseline))
if config.parameters:
    tiers.parameters = Parameters("parameters", operations.parameters(tiers, config.parameters))
if config.budget:
    Budget("budget", operations.budget(tiers, config.budget))
if config.monitoring:
    tiers.monitoring = Monitoring("monitoring", operations.monitoring(tiers, config.monitoring))

for name, value in exports(tiers).items():
    pulumi.export(name, value)
