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
        "test_the_table_of_stacks_is_complete_and_in_the_right_regions",
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
    "X27": Unseen(
        "AWS refuses the table as it is written; a hot partition and a wrong metric are no rule's",
        "test_throttles_of_the_table_and_of_each_index_raise_an_alarm",
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
    "X42": Unseen("it is about a file that a program writes", "tests/operations/test_outputs.py"),
    "X43": Unseen(
        "names of tables and endpoints are no secrets to a rule, which goes by a parameter's name",
        "test_values_are_encrypted_under_the_customer_key",
    ),
}

#: What is wrong besides with items of which the pack finds something.
PARTLY_UNSEEN = {
    "X5": Unseen(
        "S000: stores beside what computes, without a way out, are closed off by their groups",
        "test_database_subnets_have_no_default_route",
    ),
    "X6": Unseen(
        "the whole VPC may reach the database: private addresses are no exposure to a rule",
        "test_every_rule_between_groups_exists_at_both_ends",
    ),
    "X9": Unseen(
        "a password of characters that RDS refuses shows in no property",
        "test_generated_values_are_long_and_of_characters_their_service_takes",
    ),
    "X10": Unseen(
        "AWS refuses two schedules at once, and either one is fine",
        "test_a_secret_that_rds_manages_gets_a_schedule_without_a_function",
    ),
    "X18": Unseen(
        "S003: an internal load balancer is not reached from outside, whatever subnet it is in",
        "test_the_defaults_are_an_internal_alb_that_sends_everything_to_blue",
    ),
    "X19": Unseen(
        "whether somebody completes a validation shows in no property of the certificate",
        "test_a_name_without_a_zone_is_refused_because_nothing_would_validate_it",
    ),
    "X29": Unseen(
        "the format of a log is no matter of security",
        "test_flow_logs_in_s3_are_parquet_and_need_no_role",
    ),
    "X30": Unseen(
        "which dimensions a metric has is known to its service alone",
        "test_every_dimension_of_an_alarm_is_found_in_the_stack",
    ),
    "X36": Unseen(
        "that nothing writes to a group of that name is known to RDS alone",
        "test_log_groups_have_the_names_rds_writes_to_and_exist_before_it",
    ),
}
