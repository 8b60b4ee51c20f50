package dev.whimbrel.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.problem.Result;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatabaseUrlTest {
  @ParameterizedTest
  @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '`', textBlock = """
      postgres://u:p@h/d                           | h:5432           | d   | u   | p   | {}
      postgresql://u@h:6543/d                      | h:6543           | d   | u   | -   | {}
      jdbc:postgresql://h/d?user=u&password=p      | h:5432           | d   | u   | p   | {}
      postgres://                                  | localhost:5432   | -   | -   | -   | {}
      postgres:///d                                | localhost:5432   | d   | -   | -   | {}
      postgres://h                                 | h:5432           | -   | -   | -   | {}
      postgres://h/                                | h:5432           | -   | -   | -   | {}
      postgres://u:@h/d                            | h:5432           | d   | u   | `` | {}
      postgres://[::1]/d                           | [::1]:5432       | d   | -   | -   | {}
      postgres://u:p@[2001:db8::1]:6543/d          | [2001:db8::1]:6543 | d | u   | p   | {}
      postgres://u%40x:p%2F%40%3F%3A%25%20+@h/d%2Fe | h:5432          | d/e | u@x | p/@?:% + | {}
      postgres://u:p@ss@h/d                        | h:5432           | d   | u   | p@ss | {}
      postgres://u:p/w@h/d                         | h:5432           | d   | u   | p/w | {}
      postgres://a:1,b:2,c/d                       | a:1,b:2,c:5432   | d   | -   | -   | {targetServerType=primary}
      postgres://a,b/d?target_session_attrs=any    | a:5432,b:5432    | d   | -   | -   | {targetServerType=any}
      postgres:///d?host=h&port=7&user=u&dbname=e  | h:7              | e   | u   | -   | {}
      postgres://h/d?sslmode=require&search_path=a%2Cb | h:5432       | d   | -   | -   | {currentSchema=a,b, sslmode=require}
      postgres://h/d?connect_timeout=3&application_name=x | h:5432    | d   | -   | -   | {ApplicationName=x, connectTimeout=3}
      postgres://h/d?x-migrations-table=t          | h:5432           | d   | -   | -   | {}
      postgres://h/d?keepalives=0&options=-c%20a=b | h:5432           | d   | -   | -   | {options=-c a=b, tcpKeepAlive=false}
      postgres://höst/dä                           | höst:5432        | dä  | -   | -   | {}
      """)
  void isReadInAllTheFormsThatPeopleHave(String text, String hosts, String database, String user, String password,
      String properties) {
    DatabaseUrl url = DatabaseUrl.parse(text).orThrow();
    assertThat(String.join(",", url.hosts())).isEqualTo(hosts);
    assertThat(url.database()).isEqualTo(database);
    assertThat(url.user()).isEqualTo(user);
    assertThat(url.password()).isEqualTo(password);
    assertThat(new TreeMap<>(url.properties())).hasToString(properties);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      mysql://u:s3cret@h/d                   | the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql://
      s3cret                                 | the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql://
      ``                                     | the database URL does not begin with postgres://, postgresql:// or jdbc:postgresql://
      postgres://u:s3cret@h:x/d              | the database URL is wrong: the port is not a number from 1 to 65535
      postgres://u:s3cret@h:0/d              | the database URL is wrong: the port is not a number from 1 to 65535
      postgres://u:s3cret@h:99999/d          | the database URL is wrong: the port is not a number from 1 to 65535
      postgres://u:s3cret%zz@h/d             | the database URL is wrong: the password has a % that is not followed by two hexadecimal digits
      postgres://u:x?s3cret@h/d              | the database URL is wrong: a parameter has no value; the database URL is wrong: the port is not a number from 1 to 65535
      postgres://u:1?s3cret=s3cret@h/d       | the database URL is wrong: a parameter is not known
      postgres://u:s3cret@h/d?sslmod=require | the database URL is wrong: the parameter "sslmod" is not known
      postgres://h/d?a=1&b                   | the database URL is wrong: the parameter "a" is not known; the database URL is wrong: the parameter "b" has no value
      postgres://u:s3cret@/d?host=/var/run   | the database URL is wrong: a Unix socket directory is given as host, and only TCP is supported
      postgres://h/d?target_session_attrs=read-only | the database URL is wrong: target_session_attrs=read-only makes no sense for a migration
      """)
  void mistakesAreNamedAndSecretsAreNot(String text, String messages) {
    Result<DatabaseUrl> result = DatabaseUrl.parse(text);
    assertThat(result.problems().stream().map(problem -> problem.message()).collect(Collectors.joining("; ")))
        .isEqualTo(messages);
    assertThat(result.problems().toString()).doesNotContain("s3cret");
    assertThat(result.problems()).allMatch(problem -> problem.remedy() != null);
  }

  @Test
  void thePasswordIsNeverShown() {
    DatabaseUrl url = DatabaseUrl.parse("postgres://u:s3cret@h/d?sslpassword=s3cret").orThrow();
    assertThat(url.toString()).isEqualTo("DatabaseUrl[h:5432/d]");
    assertThat(url.label()).isEqualTo("h:5432/d");
    assertThat(url.driverUrl()).isEqualTo("jdbc:postgresql://h:5432/d");
    assertThat(url.withPassword("other").password()).isEqualTo("other");
  }
}
