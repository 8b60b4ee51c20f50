package dev.whimbrel.cli;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The options. */
public final class Options {
  public static final Option DIRECTORY = Option
      .value("directory", "DIR", "work in DIR: whimbrel.yaml and all paths are looked for there").withLetter("C")
      .inVariable();
  public static final Option DIR = Option.value("dir", "DIR", "the migration directory").withStandard("migrations")
      .inConfiguration();
  public static final Option URL = Option.value("url", "URL",
      "the database: postgres://…, jdbc:postgresql://… or embedded:").withVariable("WHIMBREL_URL, DATABASE_URL")
      .inConfiguration();
  public static final Option FORMAT = Option.value("format", "NAME",
      "atlas, golang-migrate, sql-migrate, goose, dbmate, flyway or liquibase").withStandard("seen from the files")
      .inConfiguration();
  public static final Option CHANGELOG_PATH = Option.value("changelog-path", "PATH",
      "what Liquibase's changelog has before the paths of these files").inConfiguration();
  public static final Option ENV = Option.value("env", "NAME", "the environment of whimbrel.yaml or atlas.hcl")
      .withStandard("its default-environment").inVariable();
  public static final Option CONFIG = Option.value("config", "FILE", "the configuration; FILE.hcl is one of Atlas")
      .withLetter("c").withStandard("whimbrel.yaml").inVariable();
  public static final Option VAR = Option.value("var", "NAME=VALUE",
      "the value of a variable of atlas.hcl; can be given several times");
  public static final Option SERVICE = Option.value("service", "NAME",
      "whose migrations these are, where several services share a database").inConfiguration();
  public static final Option SCHEMA = Option.value("journal-schema", "NAME", "where the journal lies")
      .withStandard("whimbrel").inConfiguration();
  public static final Option PASSWORD_FILE = Option.value("password-file", "FILE", "a file that holds the password")
      .inConfiguration();
  public static final Option TIMEOUT = Option.value("timeout", "TIME", "the longest that one statement may run")
      .withStandard("no limit").inConfiguration();
  public static final Option LOCK_TIMEOUT = Option.value("lock-timeout", "TIME",
      "the longest that a statement in a transaction waits for a lock").withStandard("2s").inConfiguration();
  public static final Option LOCK_RETRY = Option.value("lock-retry", "TIME",
      "how long a migration that met a lock is tried again").withStandard("60s").inConfiguration();
  public static final Option LOCK_WAIT = Option.value("lock-wait", "TIME", "the longest to wait for another run")
      .withStandard("60s").inConfiguration();
  public static final Option TX = Option.value("tx", "each|all",
      "whether each migration is a transaction, or all of a run are one").withStandard("each").inConfiguration();
  public static final Option IN_FLIGHT = Option.value("in-flight", "N",
      "the most migrations, each a transaction, that are sent in one message").withStandard("1").inConfiguration();
  public static final Option CONNECT_TIMEOUT = Option.value("connect-timeout", "TIME",
      "the longest to wait for a server that is not there, and for the login").withStandard("5s and 30s")
      .inConfiguration();
  public static final Option LOG_FILE = Option.value("log-file", "FILE", "also write what a run does to a log file")
      .inConfiguration();
  public static final Option LOG_FORMAT = Option.value("log-format", "text|json", "for whom the log's lines are")
      .withStandard("text")
      .inConfiguration();
  public static final Option LOG_SIZE = Option.value("log-size", "SIZE", "put the log aside when it gets longer")
      .withStandard("10MB")
      .inConfiguration();
  public static final Option LOG_KEEP = Option.value("log-keep", "N", "how many old logs are kept")
      .withStandard("5")
      .inConfiguration();
  public static final Option JSON = Option.flag("json", "one JSON document instead of text").inVariable();
  public static final Option NO_COLOR = Option.flag("no-color", "no colours")
      .withVariable("WHIMBREL_NO_COLOR, NO_COLOR");
  public static final Option QUIET = Option.flag("quiet", "only problems").withLetter("q").inVariable();
  public static final Option VERBOSE = Option.flag("verbose", "more detail; stack traces of internal errors")
      .withLetter("v").inVariable();
  public static final Option YES = Option.flag("yes", "answer every question with yes").withLetter("y")
      .inVariable();
  public static final Option PLAN = Option.value("plan", "DIGEST",
      "go on only if this is what would be done; DIGEST is what \"plan\" prints").inVariable();
  public static final Option HELP = Option.flag("help", "what a command does, with examples").withLetter("h");

  public static final Option TO = Option.value("to", "V", "up to and including version V");
  public static final Option DOWN_TO = Option.value("to", "V", "revert everything after version V, which stays");
  public static final Option DRY_RUN = Option.flag("dry-run", "try it in a transaction that is rolled back");
  public static final Option OUT_OF_ORDER = Option.flag("out-of-order",
      "apply also what comes before the current version").inConfiguration();
  public static final Option FROM_SCRATCH = Option.flag("from-scratch",
      "apply everything, although the database looks as if its history were lost");
  public static final Option FIRST = Option.value("baseline", "V",
      "where nothing is recorded yet, record that all up to V is there").inConfiguration();
  public static final Option BATCH = Option.flag("batch", "everything that the last up applied");
  public static final Option EXIT_CODE = Option.flag("exit-code", "exit with 8 if something is pending")
      .inConfiguration();
  public static final Option SEQ = Option.flag("seq", "number the file, even where the directory uses times")
      .inConfiguration();
  public static final Option AS = Option.value("as", "applied|reverted", "what was done by hand");

  public static final Option CONFIG_SCHEMA = Option.flag("schema", "the JSON schema of whimbrel.yaml, for editors");

  public static final Option ALL = Option.flag("all", "for every service of whimbrel.yaml");
  public static final Option JOBS = Option.value("jobs", "N", "with --all: how many services at the same time")
      .withStandard("4").inConfiguration();

  public static final Option FIX = Option.flag("fix", "mend what can be mended safely; asks before each change");

  public static final Option ADOPT = Option.value("adopt", "auto|TOOL",
      "take over another tool's history at the first run; TOOL: make its table, too").inConfiguration();
  public static final Option FROM = Option.value("from", "TOOL", "the tool whose history it is");
  public static final Option TO_TOOL = Option.value("to", "TOOL", "the tool that is to go on");
  public static final Option TABLE = Option.value("table", "NAME",
      "its table, where several are found or it has an unusual name");
  public static final Option SKIP_MISSING = Option.flag("skip-missing",
      "leave out what that tool applied and the directory has no file of");
  public static final Option NO_PROOF = Option.flag("no-proof",
      "do not replay the migrations on a shadow database first").inConfiguration();
  public static final Option DETACH = Option.flag("detach", "stop writing the other tool's table");

  public static final Option TO_FORMAT = Option.value("to", "FORMAT", "the format to rewrite it in");
  public static final Option OUT = Option.value("out", "DIR", "the new directory")
      .withStandard("the old one's name with -FORMAT behind it");
  public static final Option ARCHIVES = Option.flag("archives",
      "ways back for Atlas Pro and Whimbrel; Atlas's community edition would run them");
  public static final Option ONLY_SHOW = Option.flag("dry-run", "only show it");
  public static final Option JOURNAL = Option.flag("journal",
      "tell the journal by which versions the directory now knows what is applied");

  /** Only what {@code as} translates gives it; typed, it is unknown. */
  public static final Option NUMBERING = Option.value("numbering", "time|DIGITS", "how a new file is numbered");

  public static final Option FOR = Option.value("for", "TIME", "how long to wait").withStandard("60s");
  public static final Option READ_ONLY = Option.flag("read-only",
      "an answer is enough: also a standby, or a database that takes no writes");

  public static final Option EVERYTHING = Option.flag("all", "everything that it knows");
  public static final Option REPLACE = Option.flag("force", "replace files that are there");
  public static final Option AGAINST = Option.value("against", "DIR",
      "an earlier state of the directory: nothing new may come before its last");

  public static final Option PREVIEW = Option.flag("preview", "show what it would do, and end before the question");
  public static final Option BACKUP = Option.value("backup", "DIR", "write a backup with pg_dump into DIR first")
      .inConfiguration();
  public static final Option PG_DUMP = Option.value("pg-dump", "FILE", "the pg_dump to use")
      .withStandard("the oldest that fits").inConfiguration();
  public static final Option CHECKS_BEFORE = Option.value("checks-before", "PATHS",
      "files or directories of queries that must be true before it").inConfiguration();
  public static final Option CHECKS_AFTER = Option.value("checks-after", "PATHS",
      "files or directories of queries that must be true after it").inConfiguration();
  public static final Option NO_DRY_RUN = Option.flag("no-dry-run", "do not try it first");

  public static final Option MAINTENANCE_DB = Option.value("maintenance-db", "NAME",
      "the database to connect to meanwhile").withStandard("postgres").inConfiguration();
  public static final Option END_SESSIONS = Option.flag("force", "end the sessions that are connected to it");

  public static final Option ONCE = Option.flag("once", "one look, also on a terminal");
  public static final Option INTERVAL = Option.value("interval", "TIME", "how long between two looks")
      .withStandard("1s");

  public static final Option ALLOW_DATA_LOSS = Option.flag("allow-data-loss", "go on although data is lost");
  public static final Option INCLUDE = Option.value("include", "PATTERNS",
      "only what matches: schema, schema.object or schema.table.part; commas between");
  public static final Option EXCLUDE = Option.value("exclude", "PATTERNS", "no objects that match");
  public static final Option INSPECT_FORMAT = Option.value("format", "sql|hcl|json|mermaid|svg|html",
      "as what it is shown").withStandard("sql");
  public static final Option TABLES = Option.value("tables", "PATTERNS",
      "svg and html: only tables that match, divided by commas");
  public static final Option AROUND = Option.value("around", "TABLE", "svg and html: only what is near a table");
  public static final Option DEPTH = Option.value("depth", "N", "with --around: how many foreign keys away")
      .withStandard("1");
  public static final Option OUT_FILE = Option.value("out", "FILE", "write it into a file");
  public static final Option WAY_BACK = Option.flag("down", "show the way back instead");
  public static final Option WITH = Option.value("with", "views,enums", "svg and html: draw these as well");
  public static final Option RENAMED = Option.value("renamed", "KIND OLD to NEW",
      "what only has another name, such as \"column t.a to b\"; divided by commas");
  public static final Option DIFF = Option.value("diff", "FILE",
      "write what leads from the directory to the schema that an SQL file makes");

  public static final Option SQL = Option.value("sql", "keep|revert",
      "a script instead: for a new migration, or to lead the database back");
  public static final Option NO_COMPUTED = Option.flag("no-computed",
      "refuse where no way back is written, and compute none").inConfiguration();
  public static final Option REQUIRE_PROOF = Option.flag("require-proof",
      "apply only what has a proven way back").inConfiguration();
  public static final Option PROOFS = Option.value("proofs", "FILE", "where the proofs of the directory are kept")
      .withStandard("DIR.proofs").inConfiguration();
  public static final Option DOWN_OF = Option.value("down", "V",
      "write the way back of a migration that has none, computed and proven");
  public static final Option PLAN_DOWN = Option.flag("down", "what down would do instead; with --to, all after V");

  public static final Option SINCE_VERSION = Option.value("from", "V", "from version V on");
  public static final Option CHANGED = Option.value("changed", "BASE",
      "what is new or changed since this branch left BASE, a branch or commit of git");
  public static final Option QUERIES = Option.value("queries", "FILE",
      "try these queries, too; pg_stat_statements means those of the database");
  public static final Option REPORT = Option.value("report", "KIND=FILE",
      "also as sarif, github, gitlab or junit; without FILE instead of the text");
  public static final Option FAIL_ON = Option.value("fail-on", "WEIGHT",
      "exit with 9 from this weight on: error, warning, note or never").withStandard("error").inConfiguration();
  public static final Option CALIBRATE = Option.flag("calibrate",
      "measure first how fast the shadow's server works, and keep that");
  public static final Option ONE_FILE = Option.flag("one-file", "all parts in one file instead of a file each");
  public static final Option MOVE_COLUMNS = Option.flag("move-columns",
      "also what puts a new column in the place of an old one, behind all others");
  public static final Option WRITE = Option.flag("write", "write the files in place of the old one");
  public static final Option REHEARSE = Option.flag("rehearse", "run it on a shadow first, and say what it locks");
  public static final Option NO_LINT = Option.flag("no-lint", "do not rehearse it first").inConfiguration();

  public static final Option LINT_SHADOW = Option.value("shadow", "embedded|server|none",
      "where things are rehearsed; none: judge by the text alone").withStandard("embedded").inConfiguration();
  public static final Option SHADOW = Option.value("shadow", "embedded|server",
      "where things are tried: on a throw-away server, or on that of the URL")
      .withStandard("embedded").inConfiguration();
  public static final Option SHADOW_URL = Option.value("shadow-url", "URL",
      "an empty database in which things are tried instead; it is filled and emptied").inConfiguration();

  public static final Option PROGRESS_FILE = Option.value("progress-file", "FILE",
      "keep a line in FILE that says what is being done, and when that was true").inVariable();

  private static final String K8S = "k8s";
  public static final Option NAMESPACE = Option.value("namespace", "NAME", "the namespace in the cluster")
      .withLetter("n").withStandard("that of the context").inGroup(K8S);
  public static final Option INSTANCE = Option.value("name", "NAME", "what the installation is called in the cluster")
      .withStandard("the service, or whimbrel").inGroup(K8S);
  public static final Option CONTEXT = Option.value("context", "NAME", "the context of the kubeconfig")
      .withStandard("its current one").inGroup(K8S);
  public static final Option IMAGE = Option.value("image", "IMAGE", "the image that holds Whimbrel").inGroup(K8S);
  public static final Option SECRET = Option.value("secret", "NAME/KEY", "the Secret that holds the database's URL")
      .inGroup(K8S);
  public static final Option CNPG = Option.value("cnpg", "CLUSTER",
      "the cluster of CloudNativePG that the database is in, instead of a Secret").inGroup(K8S);
  public static final Option SERVICE_ACCOUNT = Option.value("service-account", "NAME",
      "the service account that Jobs run as").withStandard("that of the namespace").inGroup(K8S);
  public static final Option KUBECONFIG = Option.value("kubeconfig", "FILE", "how the cluster is reached")
      .withStandard("~/.kube/config, or the pod's own").withVariable("WHIMBREL_KUBECONFIG, KUBECONFIG");
  public static final Option OUT_FILES = Option.value("out", "DIR", "write files into DIR");
  public static final Option APPLY = Option.flag("apply", "apply it to the cluster instead of printing it");
  public static final Option LAYOUT = Option.value("layout", "kustomize|helm|plain|gitops|operator",
      "how manifests are arranged, or of what they are")
      .withStandard("kustomize");
  public static final Option MEANS = Option.value("by", "job|operator", "who carries the migrations out")
      .withStandard("job");
  public static final Option OVERLAY = Option.value("overlay", "dev|staging|prod", "which of them is set up")
      .withStandard("dev");
  public static final Option DEADLINE = Option.value("deadline", "TIME", "the longest that a Job may take in all")
      .withStandard("10m");
  public static final Option NAMESPACES = Option.value("namespaces", "NAMES",
      "those that the operator looks after, with commas between").withStandard("all");
  public static final Option SELECTOR = Option.value("selector", "LABELS",
      "the operator looks only after what has these labels");
  public static final Option LEASE = Option.value("lease", "NAME",
      "the Lease by which one of several operators is at work; none: there is but one")
      .withStandard("whimbrel-operator");
  public static final Option PORT = Option.value("port", "N", "where the operator answers for health and numbers")
      .withStandard("8080");
  public static final Option FOLLOW = Option.flag("follow", "go on until the Job is over").withLetter("f");
  public static final Option EVERY_TRY = Option.flag("all", "also those of earlier tries");
  public static final Option ASK_DATABASE = Option.flag("database", "ask the database as well, by a Job");

  static final List<Option> GLOBAL = List.of(DIRECTORY, DIR, URL, FORMAT, CHANGELOG_PATH, ENV, CONFIG, VAR, SERVICE,
      SCHEMA,
      PASSWORD_FILE,
      TIMEOUT,
      LOCK_TIMEOUT, LOCK_RETRY, LOCK_WAIT, TX, IN_FLIGHT, CONNECT_TIMEOUT, LOG_FILE, LOG_FORMAT, LOG_SIZE, LOG_KEEP,
      JSON, NO_COLOR, QUIET, VERBOSE, YES, PLAN, HELP);

  private Options() {}

  /** All of them in the order of the tables: those of every command, then each command's own. */
  public static List<Option> all() {
    return Stream.concat(GLOBAL.stream(), Commands.all().stream().flatMap(command -> command.options().stream()))
        .distinct().toList();
  }

  /** The keys that may stand in whimbrel.yaml and in each of its environments. */
  public static Set<String> configurationKeys() {
    return all().stream().map(Option::key).filter(key -> !key.isEmpty())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
