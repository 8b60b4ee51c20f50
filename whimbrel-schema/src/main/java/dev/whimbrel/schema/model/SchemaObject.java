package dev.whimbrel.schema.model;

/** One object, whole. Owner, comment and privileges are kept beside it, see {@link Aspects}. */
public sealed interface SchemaObject
    permits Namespace, Extension, Collation, EnumType, Domain, DomainConstraint, CompositeType, RangeType, Routine,
    Aggregate, Operator,
    Cast, TextSearchDictionary, TextSearchConfiguration, ForeignDataWrapper, ForeignServer, UserMapping, Sequence,
    Table, Column,
    Constraint, Index, View, MaterializedView, Statistics, Trigger, Rule, Policy, EventTrigger, Publication,
    DefaultPrivileges {
  ObjectId id();
}
