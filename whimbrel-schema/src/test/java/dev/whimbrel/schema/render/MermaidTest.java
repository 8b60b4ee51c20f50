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
}
