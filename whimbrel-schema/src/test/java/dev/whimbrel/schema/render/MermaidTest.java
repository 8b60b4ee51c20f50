package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MermaidTest {
  @Test
  void namesTablesAloneWhereThereIsOneSchema() {
    assertThat(Mermaid.of(Sketch.of("""
        table users
          id int pk
          name text
        table posts
          id int pk -> users.id owner_id
          text text pk
        """))).isEqualTo("""
        erDiagram
            posts {
              int id PK,FK
              text text PK
            }
            posts }o--o| users : owner_id
            users {
              int id PK
              text name
            }
        """);
  }

  @Test
  void namesTablesWithTheirSchemaWhereThereAreSeveral() {
    assertThat(Mermaid.of(Sketch.of("""
        table main.users
          id int pk
          name text
        table temp.posts
          id int pk -> main.users.id owner_id
          text text pk
        """))).isEqualTo("""
        erDiagram
            main_users["main.users"] {
              int id PK
              text name
            }
            temp_posts["temp.posts"] {
              int id PK,FK
              text text PK
            }
            temp_posts }o--o| main_users : owner_id
        """);
  }

  @Test
  void seesThatAUniqueReferenceIsOfOneRow() {
    assertThat(Mermaid.of(Sketch.of("""
        table users
          id int pk
          name text
          best_friend_id int unique -> users.id best_friend_id
          time_duration double_precision
        """))).isEqualTo("""
        erDiagram
            users {
              int id PK
              text name
              int best_friend_id FK
              double_precision time_duration
            }
            users |o--o| users : best_friend_id
        """);
  }

  /** Read by Mermaid 11: names in quotes and brackets, columns with the name behind them. */
  @Test
  void namesThatMermaidCannotReadStandInQuotes() {
    assertThat(Mermaid.of(Sketch.of("""
        table order&items
          größe int pk
          fk text
        table order_items
          1st int pk
        table class
          y int -> order&items.größe x-y→z
        """))).isEqualTo("""
        erDiagram
            class_["class"] {
              int y FK
            }
            class_ }o--o| order_items : "x-y→z"
            order_items["order#38;items"] {
              int gr__e PK "größe"
              text fk_ "fk"
            }
            order_items_2["order_items"] {
              int _1st PK "1st"
            }
        """);
    assertThat(MermaidText.quoted("<a href=\"%\\\">\n#1;")).isEqualTo("#60;a href=#34;#37;#92;#34;#62; #35;1#59;");
    assertThat(MermaidText.type("numeric(10,2)")).isEqualTo("numeric(10_2)");
  }
}
