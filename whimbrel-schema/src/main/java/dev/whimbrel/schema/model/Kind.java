package dev.whimbrel.schema.model;

/** A kind of object. The order is that of a script in which no dependency decides. */
public enum Kind {
  SCHEMA("schema"), EXTENSION("extension"), COLLATION("collation"), ENUM("enum"), DOMAIN("domain"), DOMAIN_CONSTRAINT(
      "constraint of a domain"), COMPOSITE("composite type"), RANGE("range type"), FUNCTION("function"), PROCEDURE(
          "procedure"), AGGREGATE("aggregate"), OPERATOR("operator"), CAST("cast"), TEXT_SEARCH_DICTIONARY(
              "text search dictionary"), TEXT_SEARCH_CONFIGURATION("text search configuration"), FOREIGN_DATA_WRAPPER(
                  "foreign-data wrapper"), SERVER("foreign server"), USER_MAPPING("user mapping"), SEQUENCE(
                      "sequence"), TABLE("table"), COLUMN("column"), CONSTRAINT("constraint"), INDEX("index"), VIEW(
                          "view"), MATERIALIZED_VIEW("materialized view"), STATISTICS("statistics object"), TRIGGER(
                              "trigger"), RULE("rule"), POLICY("policy"), EVENT_TRIGGER("event trigger"), PUBLICATION(
                                  "publication"), DEFAULT_PRIVILEGES("default privileges");

  private final String label;

  Kind(String label) {
    this.label = label;
  }

  /** In a sentence. */
  public String label() {
    return label;
  }
}
