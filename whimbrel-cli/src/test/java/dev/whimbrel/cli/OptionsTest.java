package dev.whimbrel.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole table, so that no option can be added, renamed or given another default without somebody seeing it here. */
class OptionsTest {
  private static final String GLOBAL = """
      --directory        -C  DIR   default:                        variable: WHIMBREL_DIRECTORY         key:
      --dir                  DIR   default: migrations             variable: WHIMBREL_DIR               key: dir
      --url                  URL   default:                        variable: WHIMBREL_URL, DATABASE_URL key: url
      --format               NAME  default: seen from the files    variable: WHIMBREL_FORMAT            key: format
      --changelog-path       PATH  default:                        variable: WHIMBREL_CHANGELOG_PATH    key: changelog-path
      --env                  NAME  default: its default-environment variable: WHIMBREL_ENV              key:
      --config           -c  FILE  default: whimbrel.yaml          variable: WHIMBREL_CONFIG            key:
      --var                  NAME=VALUE default:                   variable:                            key:
      --service              NAME  default:                        variable: WHIMBREL_SERVICE           key: service
      --journal-schema       NAME  default: whimbrel               variable: WHIMBREL_JOURNAL_SCHEMA    key: journal-schema
      --password-file        FILE  default:                        variable: WHIMBREL_PASSWORD_FILE     key: password-file
      --timeout              TIME  default: no limit               variable: WHIMBREL_TIMEOUT           key: timeout
      --lock-timeout         TIME  default: 2s                     variable: WHIMBREL_LOCK_TIMEOUT      key: lock-timeout
      --lock-retry           TIME  default: 60s                    variable: WHIMBREL_LOCK_RETRY        key: lock-retry
      --lock-wait            TIME  default: 60s                    variable: WHIMBREL_LOCK_WAIT         key: lock-wait
      --tx                   each|all default: each                variable: WHIMBREL_TX                key: tx
      --in-flight            N     default: 1                      variable: WHIMBREL_IN_FLIGHT         key: in-flight
      --connect-timeout      TIME  default: 5s and 30s             variable: WHIMBREL_CONNECT_TIMEOUT   key: connect-timeout
      --log-file             FILE  default:                        variable: WHIMBREL_LOG_FILE          key: log-file
      --log-format           text|json default: text               variable: WHIMBREL_LOG_FORMAT        key: log-format
      --log-size             SIZE  default: 10MB                   variable: WHIMBREL_LOG_SIZE          key: log-size
      --log-keep             N     default: 5                      variable: WHIMBREL_LOG_KEEP          key: log-keep
      --json                       default:                        variable: WHIMBREL_JSON              key:
      --no-color                   default:                        variable: WHIMBREL_NO_COLOR, NO_COLOR key:
      --quiet            -q        default:                        variable: WHIMBREL_QUIET             key:
      --verbose          -v        default:                        variable: WHIMBREL_VERBOSE           key:
      --yes              -y        default:                        variable: WHIMBREL_YES               key:
      --plan                 DIGEST default:                       variable: WHIMBREL_PLAN              key:
      --help             -h        default:                        variable:                            key:
      """;
  private static final String OWN = """
      up --to V
      up --dry-run
      up --out-of-order
      up --from-scratch
      up --baseline V
      up --adopt auto|TOOL
      up --no-proof
      up --require-proof
      up --proofs FILE
      up --progress-file FILE
      up --all
      up --jobs N
      down --to V
      down --batch
      down --dry-run
      down --no-computed
      down --allow-data-loss
      down --progress-file FILE
      down --shadow embedded|server
      down --shadow-url URL
      goto --dry-run
      goto --out-of-order
      goto --from-scratch
      goto --no-computed
      goto --allow-data-loss
      goto --require-proof
      goto --proofs FILE
      goto --progress-file FILE
      goto --shadow embedded|server
      goto --shadow-url URL
      redo --dry-run
      redo --no-computed
      redo --allow-data-loss
      redo --shadow embedded|server
      redo --shadow-url URL
      refresh --dry-run
      refresh --no-computed
      refresh --allow-data-loss
      refresh --shadow embedded|server
      refresh --shadow-url URL
      reset --dry-run
      reset --no-computed
      reset --allow-data-loss
      reset --shadow embedded|server
      reset --shadow-url URL
      status --exit-code
      status --proofs FILE
      status --all
      status --jobs N
      plan --to V
      plan --down
      plan --dry-run
      plan --rehearse
      plan --out-of-order
      plan --from-scratch
      plan --baseline V
      plan --adopt auto|TOOL
      plan --no-proof
      plan --no-computed
      plan --require-proof
      plan --proofs FILE
      plan --shadow embedded|server
      plan --shadow-url URL
      plan --all
      plan --jobs N
      new --seq
      new --diff FILE
      new --renamed KIND OLD to NEW
      new --allow-data-loss
      new --down V
      new --shadow embedded|server
      new --shadow-url URL
      validate --against DIR
      validate --all
      validate --jobs N
      verify --all
      verify --jobs N
      prove --no-computed
      prove --proofs FILE
      prove --shadow embedded|server
      prove --shadow-url URL
      resolve --as applied|reverted
      adopt --from TOOL
      adopt --table NAME
      adopt --skip-missing
      adopt --no-proof
      adopt --dry-run
      adopt --detach
      hand-back --to TOOL
      hand-back --table NAME
      convert --to FORMAT
      convert --out DIR
      convert --archives
      convert --no-proof
      convert --dry-run
      convert --journal
      lint --from V
      lint --changed BASE
      lint --queries FILE
      lint --report KIND=FILE
      lint --fail-on WEIGHT
      lint --calibrate
      lint --out-of-order
      lint --from-scratch
      lint --include PATTERNS
      lint --exclude PATTERNS
      lint --shadow embedded|server|none
      lint --shadow-url URL
      rewrite --one-file
      rewrite --move-columns
      rewrite --write
      rewrite --seq
      rewrite --shadow embedded|server
      rewrite --shadow-url URL
      drift --sql keep|revert
      drift --include PATTERNS
      drift --exclude PATTERNS
      drift --shadow embedded|server
      drift --shadow-url URL
      doctor --fix
      inspect --format sql|hcl|json|mermaid|svg|html
      inspect --include PATTERNS
      inspect --exclude PATTERNS
      inspect --tables PATTERNS
      inspect --around TABLE
      inspect --depth N
      inspect --with views,enums
      inspect --out FILE
      inspect --shadow embedded|server
      inspect --shadow-url URL
      diff --down
      diff --allow-data-loss
      diff --renamed KIND OLD to NEW
      diff --include PATTERNS
      diff --exclude PATTERNS
      diff --shadow embedded|server
      diff --shadow-url URL
      deploy --to V
      deploy --preview
      deploy --backup DIR
      deploy --pg-dump FILE
      deploy --checks-before PATHS
      deploy --checks-after PATHS
      deploy --no-lint
      deploy --fail-on WEIGHT
      deploy --no-dry-run
      deploy --out-of-order
      deploy --from-scratch
      deploy --require-proof
      deploy --proofs FILE
      deploy --progress-file FILE
      deploy --shadow embedded|server|none
      deploy --shadow-url URL
      backup --pg-dump FILE
      db --force
      db --maintenance-db NAME
      watch --once
      watch --interval TIME
      wait --for TIME
      wait --read-only
      init --all
      init --force
      k8s --namespace NAME
      k8s --name NAME
      k8s --context NAME
      k8s --kubeconfig FILE
      k8s --image IMAGE
      k8s --secret NAME/KEY
      k8s --cnpg CLUSTER
      k8s --service-account NAME
      k8s --to V
      k8s --deadline TIME
      k8s --out DIR
      k8s --force
      k8s --apply
      k8s --layout kustomize|helm|plain|gitops|operator
      k8s --by job|operator
      k8s --overlay dev|staging|prod
      k8s --follow
      k8s --all
      k8s --database
      k8s --allow-data-loss
      k8s --dry-run
      k8s --namespaces NAMES
      k8s --selector LABELS
      k8s --lease NAME
      k8s --port N
      config --schema
      """;

  @Test
  void ofEveryCommand() {
    assertThat(Options.GLOBAL.stream().map(OptionsTest::line)).containsExactlyElementsOf(lines(GLOBAL));
  }

  @Test
  void ofOneCommand() {
    Stream<String> own = Commands.all().stream().flatMap(command -> command.options().stream()
        .map(option -> (command.name() + " --" + option.name() + " " + option.argument()).strip()));
    assertThat(own).containsExactlyElementsOf(lines(OWN));
  }

  @Test
  void everyOneHasHelpThatFitsALine() {
    assertThat(Stream.concat(Options.GLOBAL.stream(), Commands.all().stream().flatMap(c -> c.options().stream())))
        .allSatisfy(option -> assertThat(option.help()).hasSizeBetween(5, 80).doesNotEndWith("."));
  }

  private static String line(Option option) {
    String letter = option.letter().isEmpty() ? "" : "-" + option.letter();
    return ("--" + option.name() + " " + letter + " " + option.argument() + " default: " + option.standard()
        + " variable: " + option.variable() + " key: " + option.key()).replaceAll(" +", " ").strip();
  }

  private static List<String> lines(String table) {
    return table.lines().map(line -> line.replaceAll(" +", " ").strip()).toList();
  }
}
