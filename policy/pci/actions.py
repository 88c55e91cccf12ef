"""Which IAM actions change something, and which of those can be narrowed to resources.

Source: the service authorization reference, as cfn-lint 1.58.0 carries it. See `pci.freshness`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

#: When the table was taken.
TAKEN_ON = date(2026, 11, 22)

#: IAM prefix of a service that holds or guards account data → its changing actions that take no
#: resource: a policy can only name `*` for them.
_WITHOUT_RESOURCE = {
    "cloudtrail": (
        "deregisterorganizationdelegatedadmin registerorganizationdelegatedadmin startimport "
        "stopimport"
    ),
    "dynamodb": "injecterror purchasereservedcapacityofferings updateabacstatus",
    "ec2": (
        "advertisebyoipcidr associateipambyoasn associatetrunkinterface bundleinstance "
        "cancelbundletask cancelconversiontask cancelreservedinstanceslisting "
        "confirmproductinstance createdefaultsubnet createdefaultvpc "
        "createreservedinstanceslisting createspotdatafeedsubscription "
        "deletespotdatafeedsubscription deletesubnetcidrreservation deprovisionbyoipcidr "
        "deregisterinstanceeventnotificationattributes disableallowedimagessettings "
        "disableawsnetworkperformancemetricsubscription disablecapacitymanager "
        "disableebsencryptionbydefault disableimageblockpublicaccess "
        "disableipamorganizationadminaccount disableserialconsoleaccess "
        "disablesnapshotblockpublicaccess disassociateipambyoasn disassociatetrunkinterface "
        "enableallowedimagessettings enableawsnetworkperformancemetricsubscription "
        "enablecapacitymanager enableebsencryptionbydefault enableimageblockpublicaccess "
        "enableipamorganizationadminaccount enablereachabilityanalyzerorganizationsharing "
        "enableserialconsoleaccess enablesnapshotblockpublicaccess exporttransitgatewayroutes "
        "injectapierror modifyaccountvpcencryptioncontrol modifyavailabilityzonegroup "
        "modifydefaultcreditspecification modifyebsdefaultkmskeyid modifyidentityidformat "
        "modifyidformat modifyinstancemetadatadefaults modifymanagedresourcevisibility "
        "modifyvpcblockpublicaccessoptions moveaddresstovpc provisionbyoipcidr "
        "purchasereservedinstancesoffering purchasescheduledinstances "
        "registerinstanceeventnotificationattributes "
        "replaceimagecriteriainallowedimagessettings resetebsdefaultkmskeyid "
        "restoreaddresstoclassic runscheduledinstances startdeclarativepoliciesreport "
        "updatecapacitymanagermonitoredtagkeys updatecapacitymanagerorganizationsaccess "
        "withdrawbyoipcidr"
    ),
    "ecr": (
        "createpullthroughcacherule createrepositorycreationtemplate deletepullthroughcacherule "
        "deleteregistrypolicy deleterepositorycreationtemplate deletesigningconfiguration "
        "deregisterpulltimeupdateexclusion putaccountsetting putregistrypolicy "
        "putregistryscanningconfiguration putreplicationconfiguration putsigningconfiguration "
        "registerpulltimeupdateexclusion updatepullthroughcacherule "
        "updaterepositorycreationtemplate"
    ),
    "ecs": (
        "deleteaccountsetting deregistertaskdefinition discoverpollendpoint putaccountsetting "
        "putaccountsettingdefault"
    ),
    "elasticache": "",
    "elasticfilesystem": "createfilesystem putaccountpreferences",
    "elasticloadbalancing": "allowvendedlogdeliveryforresource setwebacl",
    "kinesis": (
        "disableenhancedmonitoring enableenhancedmonitoring injectapierror "
        "updateaccountsettings updateshardcount updatestreammode"
    ),
    "kms": (
        "connectcustomkeystore createcustomkeystore createkey deletecustomkeystore "
        "disconnectcustomkeystore generaterandom updatecustomkeystore"
    ),
    "lambda": (
        "connectmicrovm createcodesigningconfig createeventsourcemapping createmicrovmimage "
        "passnetworkconnector"
    ),
    "logs": (
        "associatesourcetos3tableintegration callwithbearertoken cancelexporttask "
        "cancelimporttask createimporttask createlogdelivery deleteaccountpolicy "
        "deleteindexpolicy deleteintegration deletelogdelivery deletepipelinerule "
        "deletequerydefinition deleteresourcepolicy disassociatesourcefroms3tableintegration "
        "link putaccountpolicy putindexpolicy putintegration putpipelinerule putquerydefinition "
        "putresourcepolicy putstoragetierpolicy stoplivetail stopquery updatelogdelivery"
    ),
    "rds": (
        "cancelexporttask createdbproxy modifycertificates modifydbrecommendation "
        "modifyrecommendation"
    ),
    "s3": (
        "createjob createstoragelensgroup putaccesspointpublicaccessblock "
        "putaccountpublicaccessblock putstoragelensconfiguration"
    ),
    "secretsmanager": "",
    "sns": (
        "createplatformapplication createplatformendpoint createsmssandboxphonenumber "
        "deleteendpoint deleteplatformapplication deletesmssandboxphonenumber optinphonenumber "
        "setendpointattributes setplatformapplicationattributes setsmsattributes "
        "verifysmssandboxphonenumber"
    ),
    "sqs": "",
    "ssm": (
        "cancelcommand createactivation createmaintenancewindow createopsitem createopsmetadata "
        "createpatchbaseline deleteactivation deleteinventory executeapi "
        "putconfigurepackageresult putinventory registermanagedinstance startexecutionpreview"
    ),
}
WITHOUT_RESOURCE: Mapping[str, frozenset[str]] = MappingProxyType(
    {service: frozenset(names.split()) for service, names in _WITHOUT_RESOURCE.items()}
)

_READING = (
    "batchcheck", "batchget", "check", "describe", "download", "filter", "get", "head", "list",
    "lookup", "query", "receive", "scan", "search", "select", "test", "validate", "view",
)  # fmt: skip


def changes_named_resources(action: str) -> bool:
    """Whether an action changes what a policy could name, in a service that the table knows.

    Args:
        action: in lower case, such as `dynamodb:putitem`; it may hold wildcards.
    """
    service, _, name = action.partition(":")
    unnamed = WITHOUT_RESOURCE.get(service)
    return unnamed is not None and not name.startswith(_READING) and name not in unnamed
