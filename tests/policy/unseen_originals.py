"""The defects of the five source documents (X1 to X43) that no policy can see, and why."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Unseen:
    """Why no policy sees a defect, and the test, or its file, of what takes care of it instead."""

    why: str
    instead: str


UNSEEN = {
    "X1": Unseen(
        "every region is as good as another to a rule; the stack file decides",
        "tests/offline/test_reference.py",
    ),
    "X2": Unseen("it is about the tool, not about a resource", "tests/test_architecture.py"),
    "X3": Unseen(
        "every plan of subnets is fine by itself; settings refuse one that overlaps",
        "test_overlapping_subnets_are_named_together",
    ),
    "X4": Unseen(
        "how many NAT gateways there are is cost against availability",
        "test_with_a_nat_gateway_in_each_zone_every_zone_keeps_to_its_own",
    ),
    "X5": Unseen(
        "a route to a NAT gateway lets nobody in; that data has a tier of its own is the program",
        "test_database_subnets_have_no_default_route",
    ),
    "X12": Unseen(
        "whether a stack may be deleted is its profile's decision, not a defect of a resource",
        "test_ephemeral_leaves_nothing_behind_and_retained_loses_nothing",
    ),
    "X14": Unseen(
        "seven days and thirty-five are both allowed; settings hold the most RDS takes",
        "test_a_value_out_of_range_is_named",
    ),
    "X16": Unseen(
        "a throttle is right or wrong for a load, which only settings know",
        "test_what_cannot_carry_the_load_is_refused",
    ),
    "X21": Unseen(
        "who owns the weights shows over deployments; here they are settings",
        "test_a_weight_outside_0_to_100_is_refused",
    ),
    "X23": Unseen(
        "a size is right or wrong for a load, which only settings know",
        "test_every_derived_capacity_carries_the_load_it_is_derived_from",
    ),
    "X24": Unseen(
        "availability is arithmetic over services, not a property",
        "test_members_stand_in_different_zones_and_the_writer_is_promoted_first",
    ),
    "X32": Unseen(
        "what code stores shows in no resource",
        "test_card_data_is_dropped_from_what_a_handler_keeps",
    ),
    "X35": Unseen(
        "two stacks fight over an account's settings, and a rule sees one stack",
        "test_what_others_own_is_left_alone",
    ),
    "X38": Unseen("it is about tests", "tests/test_architecture.py"),
    "X39": Unseen(
        "a name that is too long is refused before there is a resource",
        "test_a_name_never_exceeds_the_limit_of_its_kind",
    ),
    "X40": Unseen(
        "the floating tag of the containers' document is kept on purpose; elsewhere tags are fixed",
        "test_images_come_from_an_immutable_scanned_encrypted_repository",
    ),
    "X42": Unseen("it is about a file that a program writes", "tests/offline/test_state.py"),
}
