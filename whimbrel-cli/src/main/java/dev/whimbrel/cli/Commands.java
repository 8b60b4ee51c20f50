package dev.whimbrel.cli;

import dev.whimbrel.cli.CommandSpec.Example;
import dev.whimbrel.cli.command.Adopting;
import dev.whimbrel.cli.command.Backups;
import dev.whimbrel.cli.command.Configuring;
import dev.whimbrel.cli.command.Converting;
import dev.whimbrel.cli.command.Declaring;
import dev.whimbrel.cli.command.Deploying;
import dev.whimbrel.cli.command.Diffing;
import dev.whimbrel.cli.command.Doctoring;
import dev.whimbrel.cli.command.Drifting;
import dev.whimbrel.cli.command.Files;
import dev.whimbrel.cli.command.Inspecting;
import dev.whimbrel.cli.command.Linting;
import dev.whimbrel.cli.command.Moves;
import dev.whimbrel.cli.command.Outcome;
import dev.whimbrel.cli.command.Planning;
import dev.whimbrel.cli.command.Proving;
import dev.whimbrel.cli.command.Reading;
import dev.whimbrel.cli.command.SafeForm;
import dev.whimbrel.cli.command.Shadowing;
import dev.whimbrel.cli.command.Waiting;
import dev.whimbrel.cli.command.Watching;
import dev.whimbrel.cli.command.WholeDatabase;
import dev.whimbrel.cli.fleet.EveryService;
import dev.whimbrel.cli.init.Initialising;
import dev.whimbrel.cli.init.Item;
import dev.whimbrel.cli.kubernetes.Kubernetes;
import dev.whimbrel.report.Json;
import java.util.List;
import java.util.Optional;

/** The commands. */
final class Commands {
  private static final int MANY = 1000;

  private static final CommandSpec UP = new CommandSpec("up", "[N]", 0, 1,
      "apply what is pending",
      """
          Applies all pending migrations, or the next N, each in one transaction with its row of the journal. Nothing runs before every
          file is read and understood. Where the journal is gone or reads empty although the database holds what the directory makes,
          nothing runs without --from-scratch. A file of statements that cannot run in a transaction (such as CREATE INDEX
          CONCURRENTLY) runs without one, and can be resumed where it stopped.""",
      List.of(Options.TO, Options.DRY_RUN, Options.OUT_OF_ORDER, Options.FROM_SCRATCH, Options.FIRST, Options.ADOPT,
          Options.NO_PROOF, Options.REQUIRE_PROOF, Options.PROOFS, Options.PROGRESS_FILE, Options.ALL, Options.JOBS),
      List.of(new Example("up", "apply everything pending"),
          new Example("up 1", "apply the next one"),
          new Example("up --to 20240101123456", "apply up to and including a version"),
          new Example("up --dry-run", "try it and roll it back"),
          new Example("up --all", "for every service of whimbrel.yaml, in the order that they require")),
      EveryService.inOrder(Moves::up));

  private static final CommandSpec DOWN = new CommandSpec("down", "[N]", 0, 1,
      "revert what was applied last",
      """
          Reverts the last migration, the last N, all after a version, or all that the last up applied, in the reverse order in which they
          were applied. Where one of them has no down part, one is computed from what the directory makes before and after it, and proven
          on a shadow database first; what it cannot bring back is named, and refused without --allow-data-loss.""",
      List.of(Options.DOWN_TO, Options.BATCH, Options.DRY_RUN, Options.NO_COMPUTED, Options.ALLOW_DATA_LOSS,
          Options.PROGRESS_FILE, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("down", "revert the last one"),
          new Example("down 3", "revert the last three"),
          new Example("down --to 20240101123456", "revert everything after a version"),
          new Example("down --batch", "undo the last up")),
      Moves::down);

  private static final CommandSpec GOTO = new CommandSpec("goto", "V", 1, 1,
      "go up or down to a version",
      "Applies or reverts, whichever leads to version V. Ways back that nobody wrote are computed, as by down.",
      List.of(Options.DRY_RUN, Options.OUT_OF_ORDER, Options.FROM_SCRATCH, Options.NO_COMPUTED,
          Options.ALLOW_DATA_LOSS, Options.REQUIRE_PROOF, Options.PROOFS, Options.PROGRESS_FILE, Options.SHADOW,
          Options.SHADOW_URL),
      List.of(new Example("goto 3", "be at version 3")),
      Moves::goTo);

  private static final CommandSpec REDO = new CommandSpec("redo", "", 0, 0,
      "revert the last one and apply it again",
      "For work on a new migration: the last one down and up.",
      List.of(Options.DRY_RUN, Options.NO_COMPUTED, Options.ALLOW_DATA_LOSS, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("redo", "the last one down and up")),
      Moves::redo);

  private static final CommandSpec REFRESH = new CommandSpec("refresh", "", 0, 0,
      "revert everything and apply it again",
      "All down, then all up. Asks before it begins.",
      List.of(Options.DRY_RUN, Options.NO_COMPUTED, Options.ALLOW_DATA_LOSS, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("refresh --yes", "without being asked")),
      Moves::refresh);

  private static final CommandSpec RESET = new CommandSpec("reset", "", 0, 0,
      "revert everything",
      "All down. Asks before it begins.",
      List.of(Options.DRY_RUN, Options.NO_COMPUTED, Options.ALLOW_DATA_LOSS, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("reset", "revert everything, after asking")),
      Moves::reset);

  private static final CommandSpec STATUS = new CommandSpec("status", "", 0, 0,
      "what is applied and what is pending",
      """
          A line for every migration that the directory or the journal knows: pending, applied, failed, rolled back, missing (applied, and
          its file is gone), edited (changed since it was applied; comments and white space do not count) or out of order (pending, and
          comes before an applied one). Then the last error of what failed. Where "whimbrel prove" was run, also whether the way back of
          each is proven. Changes nothing and takes no lock.""",
      List.of(Options.EXIT_CODE, Options.PROOFS, Options.ALL, Options.JOBS),
      List.of(new Example("status", "the table"),
          new Example("status --all", "a line for every service of whimbrel.yaml"),
          new Example("status --exit-code -q", "for scripts: 8 if something is pending, 0 if not"),
          new Example("status --json", "the same for programs")),
      EveryService::status);

  private static final CommandSpec READY = new CommandSpec("ready", "", 0, 0,
      "whether the database has what the directory needs",
      """
          For health checks and for whoever waits before a start. Exit code 0 if everything in the directory is applied, also where the
          database knows later migrations; 8 if something is pending; 2 if a migration failed and left nothing, 6 if one stands half way; 5
          if the database cannot be asked. Takes no lock, changes nothing, and works on a standby.""",
      List.of(),
      List.of(new Example("ready", "current, ahead, or why not"),
          new Example("ready -q --connect-timeout 2s", "for a probe: the exit code alone decides"),
          new Example("ready --json", "with the versions that are pending, ahead or failed")),
      Reading::ready);

  private static final CommandSpec VERSION = new CommandSpec("version", "", 0, 0,
      "the current version of the database",
      "The last applied version in the order of the directory. For the version of Whimbrel itself: whimbrel about.",
      List.of(),
      List.of(new Example("version", "such as 20240101123456")),
      Reading::version);

  private static final CommandSpec HISTORY = new CommandSpec("history", "", 0, 0,
      "everything that was ever done",
      "The journal, oldest first: what, when, in which run, by whom and from where, how long it took, and what failed.",
      List.of(),
      List.of(new Example("history", "the journal"),
          new Example("history --json", "with checksums and all other columns")),
      Reading::history);

  private static final CommandSpec NEW = new CommandSpec("new", "NAME", 0, MANY,
      "write the next migration file",
      """
          Writes the next file, or pair of files, in the directory's own format and numbering, with a template to fill in. An empty
          directory gets a file with -- +migrate Up and -- +migrate Down. With --diff the file is filled in: with what leads from the
          schema that the directory makes to that which an SQL file makes, and back; both ways have been run on a shadow database. With
          --down instead of a name it writes the way back of a migration that has none: computed, and proven on a shadow database.""",
      List.of(Options.SEQ, Options.DIFF, Options.RENAMED, Options.ALLOW_DATA_LOSS, Options.DOWN_OF, Options.SHADOW,
          Options.SHADOW_URL),
      List.of(new Example("new add user preferences", "for example 20240101123456_add_user_preferences.sql"),
          new Example("new --seq add_index", "for example 000003_add_index.up.sql and .down.sql"),
          new Example("new --diff schema.sql add phone", "filled in, from what the schema is to be"),
          new Example("new --down 20240101123456", "the way back of a migration that has none")),
      Files::create);

  private static final CommandSpec VALIDATE = new CommandSpec("validate", "", 0, 0,
      "check the directory, without a database",
      """
          Reads every file as up would, and reports every mistake at once. With --against also what comes before the last migration of an
          earlier state of the directory, such as that of the branch to be merged into: where that is applied, up would refuse it.""",
      List.of(Options.AGAINST, Options.ALL, Options.JOBS),
      List.of(new Example("validate", "all mistakes with file, line and column"),
          new Example("validate --against ../main/migrations", "and nothing new comes before what is there")),
      EveryService.inAnyOrder(Files::validate));

  private static final CommandSpec VERIFY = new CommandSpec("verify", "", 0, 0,
      "compare what was applied with the files",
      "Reports every applied migration that was edited or is missing, and every pending one that is out of order. Changes nothing.",
      List.of(Options.ALL, Options.JOBS),
      List.of(new Example("verify", "exit code 3 if they differ")),
      EveryService.inAnyOrder(Reading::verify));

  private static final CommandSpec PROVE = new CommandSpec("prove", "[VERSION…]", 0, MANY,
      "try every way back on a shadow database",
      """
          Carries each migration up, down and up again on a shadow database, over rows made for it, and compares: the schema must be as it
          was before, and then as it was after; rows must be as they were wherever the migration leaves their columns in place. A way
          back that nobody wrote is computed. Keeps the proofs in a file beside the directory, which status shows and
          up --require-proof demands. Needs no database of yours.""",
      List.of(Options.NO_COMPUTED, Options.PROOFS, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("prove", "all of the directory; exit code 3 if one does not restore"),
          new Example("prove 20240101123456", "one of them")),
      Proving::prove);

  private static final CommandSpec HASH = new CommandSpec("hash", "", 0, 0,
      "write atlas.sum",
      "Writes atlas.sum anew, after a file was edited on purpose.",
      List.of(),
      List.of(new Example("hash", "accept the files as they are")),
      Files::hash);

  private static final CommandSpec PLAN = new CommandSpec("plan", "", 0, 0,
      "what up would do, statement by statement",
      "Shows every statement that up would run, and how it is cut into transactions. Changes nothing and takes no lock.",
      List.of(Options.TO, Options.PLAN_DOWN, Options.DRY_RUN, Options.REHEARSE, Options.OUT_OF_ORDER,
          Options.FROM_SCRATCH, Options.FIRST, Options.ADOPT, Options.NO_PROOF,
          Options.NO_COMPUTED, Options.REQUIRE_PROOF, Options.PROOFS, Options.SHADOW, Options.SHADOW_URL, Options.ALL,
          Options.JOBS),
      List.of(new Example("plan", "the statements"),
          new Example("plan --down --to 20240101123456", "what going back to a version would do, and lose"),
          new Example("plan --rehearse",
              "with what each statement locks, for how long, and what else is wrong with it"),
          new Example("plan --dry-run", "run what can be rolled back, roll it back, and say what could not be tried")),
      EveryService.inAnyOrder(Planning::plan));

  private static final CommandSpec BASELINE = new CommandSpec("baseline", "V", 1, 1,
      "record that the database already is at a version",
      "Records everything up to version V as baselined and runs nothing: for a database that was made without Whimbrel. Asks first.",
      List.of(),
      List.of(new Example("baseline 20240101123456", "the database already has all up to there")),
      Declaring::baseline);

  private static final CommandSpec RESOLVE = new CommandSpec("resolve", "V", 1, 1,
      "record that one migration was finished or undone by hand",
      """
          Records one migration as applied or as reverted and runs nothing. Of an applied migration whose file was edited, "--as applied"
          accepts the file as it is now. Asks first.""",
      List.of(Options.AS),
      List.of(new Example("resolve 3 --as applied", "what was missing of it was done by hand"),
          new Example("resolve 3 --as reverted", "what it had done was undone by hand")),
      Declaring::resolve);

  private static final CommandSpec FORCE = new CommandSpec("force", "V", 1, 1,
      "record that exactly the versions up to one are applied",
      "Records, and runs nothing: what is up to version V is applied, what is after it is not. \"none\" or -1 means nothing. Asks first.",
      List.of(),
      List.of(new Example("force 2", "exactly 1 and 2 are applied"),
          new Example("force none", "nothing is applied")),
      Declaring::force);

  private static final CommandSpec ADOPT = new CommandSpec("adopt", "", 0, 0,
      "take a database over from another migration tool",
      """
          Finds the history table of another tool, compares it with the directory, and shows what it would record. Replays those migrations
          on a shadow database, and refuses if that is not what the database holds. Then it asks, and records it in the journal; nothing runs. From then on every run also writes that tool's table, in the same transaction and under that tool's
          lock, and learns what that tool did in between: both can be used side by side. That tool's table is never altered.""",
      List.of(Options.FROM, Options.TABLE, Options.SKIP_MISSING, Options.NO_PROOF, Options.DRY_RUN,
          Options.DETACH),
      List.of(new Example("adopt", "take over what is found"),
          new Example("adopt --dry-run", "only show it"),
          new Example("adopt --from dbmate --table public.schema_migrations", "where several are found"),
          new Example("adopt --detach", "the other tool need not know any more")),
      Adopting::adopt);

  private static final CommandSpec HAND_BACK = new CommandSpec("hand-back", "", 0, 0,
      "make another tool's history true, to go on with that tool",
      """
          Writes into the other tool's table what the journal says, makes the table where it is not, reads it back, and says how to go on
          with that tool.""",
      List.of(Options.TO_TOOL, Options.TABLE),
      List.of(new Example("hand-back", "to the tool that was taken over from"),
          new Example("hand-back --to dbmate", "to any other")),
      Adopting::handBack);

  private static final CommandSpec CONVERT = new CommandSpec("convert", "", 0, 0,
      "rewrite the directory in another format",
      """
          Rewrites the migrations in another format, into a new directory: the text stays as it is, with its comments, and what the
          format's markers and options say is said in those of the other. What the other format cannot say is refused by name. Replays
          both directories on shadow databases, and refuses if they do not make the same. Then it asks, and writes; the old directory
          stays. With --journal it compares the journal with the directory that is now in use, and records which versions are the
          same migrations in another spelling; nothing runs.""",
      List.of(Options.TO_FORMAT, Options.OUT, Options.ARCHIVES, Options.NO_PROOF, Options.ONLY_SHOW, Options.JOURNAL),
      List.of(new Example("convert --to dbmate", "write migrations-dbmate"),
          new Example("convert --to goose --dry-run", "only show it"),
          new Example("convert --journal", "after the new directory is in use")),
      Converting::convert);

  private static final CommandSpec DOCTOR = new CommandSpec("doctor", "", 0, 0,
      "what is wrong with the database and the directory, and what to do",
      """
          Looks at indexes, constraints, partitions, locks, sessions, prepared transactions, settings, privileges, the journal and the
          directory, and says what is wrong, why it matters and what to type. Changes nothing and takes no lock. With --fix it offers,
          one by one, what is safe to change: what is Whimbrel's own, or clearly dead.""",
      List.of(Options.FIX),
      List.of(new Example("doctor", "exit code 9 if something is wrong"),
          new Example("doctor --fix", "mend what can be mended, asking before each change"),
          new Example("doctor --json", "for a monitor: stable names for what is found")),
      Doctoring::doctor);

  private static final CommandSpec DRIFT = new CommandSpec("drift", "", 0, 0,
      "what is in the database that no migration made, and what is missing",
      """
          Replays the migrations that are applied in a shadow database, and compares the database with it: every kind of object, with
          comments, owners and privileges. Says what differs, how, and which migration made it. With --sql it prints the statements that
          a new migration has to hold to keep what is there, or those that lead the database back; they have been run on a shadow
          before. Changes nothing.""",
      List.of(Options.SQL, Options.INCLUDE, Options.EXCLUDE, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("drift", "exit code 9 if anything differs"),
          new Example("drift --exclude 'scratch,app.tmp_*'", "leave something out"),
          new Example("drift --sql revert", "what leads back to what the migrations make")),
      Drifting::drift);

  private static final CommandSpec LINT = new CommandSpec("lint", "[FILE]…", 0, MANY,
      "what migrations lock, rewrite, scan, break and lose",
      """
          Runs migrations on a shadow database, statement by statement, and says what the server did: which locks it took, what it wrote
          anew, read as a whole, built and dropped, and how the same can be done without harm. Looked at are the files or versions that
          are named, those from a version on, or those that changed; otherwise what is pending in the database, with its sizes, or, where
          no database is named, the whole directory. Nothing is ever written to the database. Exit code 9 if a finding weighs enough.""",
      List.of(Options.SINCE_VERSION, Options.CHANGED, Options.QUERIES, Options.REPORT, Options.FAIL_ON,
          Options.CALIBRATE, Options.OUT_OF_ORDER, Options.FROM_SCRATCH, Options.INCLUDE, Options.EXCLUDE,
          Options.LINT_SHADOW,
          Options.SHADOW_URL),
      List.of(new Example("lint", "what is pending"),
          new Example("lint --changed origin/main --report github", "in a pipeline, for a merge request"),
          new Example("lint --queries queries.sql", "and whether these queries go on working"),
          new Example("lint --shadow none", "by the text alone, in no time")),
      Linting::lint);

  private static final CommandSpec REWRITE = new CommandSpec("rewrite", "FILE", 1, 1,
      "a migration in a form that blocks nobody for long",
      """
          Runs a migration on a shadow database, and where it locks a table while something long is done, writes the same in steps that do
          not: CONCURRENTLY, NOT VALID and VALIDATE, a constraint USING an index, values filled in batches. Both forms are run over rows,
          and only what leads to the same schema and rows is shown. For a migration that is applied nowhere yet.""",
      List.of(Options.ONE_FILE, Options.MOVE_COLUMNS, Options.WRITE, Options.SEQ, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("rewrite migrations/0007_index.sql", "show the files that would take its place"),
          new Example("rewrite 0007 --write", "write them, and remove that one")),
      SafeForm::rewrite);

  private static final CommandSpec DEPLOY = new CommandSpec("deploy", "", 0, 0,
      "everything that a deployment does, step by step",
      """
          Validates the directory, compares what is applied with it, rehearses what is pending on a shadow, tries it and rolls it back,
          shows the plan and what it will lock, and asks, writes a backup, asks the checks before, applies exactly the plan that was agreed to, asks the checks after, and compares
          again. The first step that fails ends it, and it says what was done and what was not. Where nothing is pending it ends well.""",
      List.of(Options.TO, Options.PREVIEW, Options.BACKUP, Options.PG_DUMP, Options.CHECKS_BEFORE, Options.CHECKS_AFTER,
          Options.NO_LINT, Options.FAIL_ON, Options.NO_DRY_RUN, Options.OUT_OF_ORDER, Options.FROM_SCRATCH,
          Options.REQUIRE_PROOF,
          Options.PROOFS, Options.PROGRESS_FILE,
          Options.LINT_SHADOW, Options.SHADOW_URL),
      List.of(new Example("deploy --env prod", "asks before it changes anything"),
          new Example("deploy --env prod --preview", "everything up to that question"),
          new Example("deploy --env prod --backup /var/backups --yes", "in a pipeline, with a backup")),
      Deploying::deploy);

  private static final CommandSpec BACKUP = new CommandSpec("backup", "DIR", 1, 1,
      "write a backup of the database with pg_dump",
      """
          Runs a pg_dump that is as new as the server or newer, and writes DIR/DATABASE_TIME.dump in its custom format, for its owner's
          eyes alone. Prints the command that restores it. A backup that is not whole is removed.""",
      List.of(Options.PG_DUMP),
      List.of(new Example("backup /var/backups", "with the oldest pg_dump that fits"),
          new Example("backup . --pg-dump /usr/lib/postgresql/18/bin/pg_dump", "with this one")),
      Backups::backup);

  private static final CommandSpec DB = new CommandSpec("db", "create|drop|reset", 1, 1,
      "make or drop the database itself, while you develop",
      """
          "create" makes the database that the URL names, "drop" drops it with all that is in it, and "reset" drops it, makes it anew and
          applies all migrations. Drop and reset show who is connected, and ask; they never work on a protected environment. Meanwhile
          it is connected to the database postgres of the same server.""",
      List.of(Options.END_SESSIONS, Options.MAINTENANCE_DB),
      List.of(new Example("db create", "make the database of the URL"),
          new Example("db reset --yes", "begin anew with an empty one and all migrations"),
          new Example("db drop --force", "also while somebody is connected")),
      WholeDatabase::db);

  private static final CommandSpec WATCH = new CommandSpec("watch", "", 0, 0,
      "what runs now, and who waits for whom",
      """
          Shows the runs of Whimbrel in this database: which migration and statement, for how long, which relations it has locked, what it
          waits for and who waits behind it. On a terminal it looks again every second until Ctrl-C; elsewhere it looks once. Changes
          nothing, takes no lock, and works beside a run.""",
      List.of(Options.ONCE, Options.INTERVAL),
      List.of(new Example("watch", "again and again, on a terminal"),
          new Example("watch --once", "one look"),
          new Example("watch --json", "one look, for programs")),
      Watching::watch);

  private static final CommandSpec INSPECT = new CommandSpec("inspect", "[SOURCE]", 0, 1,
      "what a schema looks like",
      """
          Shows the schema of a database (a URL; without SOURCE the one that is configured), of a directory of migrations ("directory" is
          the one that is configured), or of an SQL file: as a script that makes it anew, as HCL or JSON, or as a drawing. Directories and
          files are run on a shadow database, which is gone afterwards. What is there and not modelled is named. Changes nothing.""",
      List.of(Options.INSPECT_FORMAT, Options.INCLUDE, Options.EXCLUDE, Options.TABLES, Options.AROUND, Options.DEPTH,
          Options.WITH,
          Options.OUT_FILE, Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("inspect", "a script that makes the schema of the database anew"),
          new Example("inspect directory --format html --out schema.html", "draw what the migrations make"),
          new Example("inspect --format svg --around orders --depth 2 --out orders.svg", "draw what is near a table"),
          new Example("inspect --include 'app.*' --format hcl", "one schema, as Atlas prints it")),
      Inspecting::inspect);

  private static final CommandSpec DIFF = new CommandSpec("diff", "FROM TO", 2, 2,
      "what leads from one schema to another",
      """
          Prints the statements that lead from one schema to another, each a database, a directory or an SQL file as for inspect; with
          --down those that lead back. Both have been run on a shadow database, and the result compared, before they are shown. What loses
          data is marked, and the exit code is 3 without --allow-data-loss. What only has another name has to be told. Changes nothing.""",
      List.of(Options.WAY_BACK, Options.ALLOW_DATA_LOSS, Options.RENAMED, Options.INCLUDE, Options.EXCLUDE,
          Options.SHADOW, Options.SHADOW_URL),
      List.of(new Example("diff database directory", "what the migrations would have made of the database"),
          new Example("diff directory schema.sql", "what is to be done to get there"),
          new Example("diff directory schema.sql --renamed 'column users.mail to email'", "with a name that changed")),
      Diffing::diff);

  private static final CommandSpec SHADOW = new CommandSpec("shadow", "prune", 1, 1,
      "what is kept of shadow databases",
      """
          A directory whose replay takes longer than a moment is kept as it came out, under a digest of all its migrations, so that the next
          replay takes as long as a server needs to start. "prune" deletes what is kept; at most twelve are kept anyway.""",
      List.of(),
      List.of(new Example("shadow prune", "and say how much room it took")),
      Shadowing::shadow);

  private static final CommandSpec AS = new CommandSpec(CommandLineReader.AS, "TOOL …", 1, MANY,
      "carry out another tool's command line",
      """
          Understands what stands behind it as that tool does, carries it out with Whimbrel's own commands, and answers in that tool's
          words where scripts read them, with its exit codes. The tool's history table is taken over at the first run, made where it is
          not, and kept up. The tools: migrate (golang-migrate), atlas (Atlas), batches (the engine with statuses and batches), services
          (the engine that services share). A link to the launcher that is called migrate or atlas does the same. What is not carried
          out is named, with what to type instead. Whimbrel's own options stand before "as".""",
      List.of(),
      List.of(new Example("as migrate -path migrations -database \"$URL\" up", "golang-migrate's up"),
          new Example("as migrate -path migrations -database \"$URL\" version",
              "its number, on standard error as there"),
          new Example("as atlas migrate apply --dir file://migrations --url \"$URL\"", "Atlas's apply"),
          new Example("as batches status", "the table of that engine"),
          new Example("as services -action=up -service=ai-svc", "the log lines of that engine")),
      invocation -> {
        throw new IllegalStateException("what stands behind \"as\" is no command line of ours");
      });

  private static final CommandSpec CONFIG = new CommandSpec("config", "", 0, 0,
      "what is in force, and who says so",
      """
          Shows every setting with its value and where it comes from: a flag, a variable, a line of whimbrel.yaml or atlas.hcl, or the
          default. Passwords are not shown. Asks no server.""",
      List.of(Options.CONFIG_SCHEMA),
      List.of(new Example("config --env prod", "what would hold there"),
          new Example("config --schema", "the schema of whimbrel.yaml, for editors")),
      Configuring::config);

  private static final CommandSpec INIT = new CommandSpec("init", "[WHAT…]", 0, Item.words().size(),
      "write a Makefile, a Dockerfile, a hook, a pipeline …",
      """
          Writes the files by which a project runs its migrations, filled with what the project has, and ready to use: config (whimbrel.yaml
          and the migration directory), make, just, docker (an image with its entry point), compose, pre-commit, github, gitlab. Without
          one of these words it asks. Replaces no file that is there, and writes all or nothing.""",
      List.of(Options.EVERYTHING, Options.REPLACE),
      List.of(new Example("init make pre-commit", "a Makefile and a hook"),
          new Example("init --all", "everything"),
          new Example("init docker --force", "the same again, over what is there")),
      Initialising::init);

  private static final CommandSpec WAIT = new CommandSpec("wait", "", 0, 0,
      "wait until the database answers",
      """
          Waits until the server lets us in, answers a query and takes writes: while its host is not known, it refuses connections, starts
          up or shuts down, has no connection left, is a standby or does not have the database yet. What does not pass by itself ends it at
          once: a refused login, no encryption, a pooler. The exit code is 5 if it did not come in time.""",
      List.of(Options.FOR, Options.READ_ONLY),
      List.of(new Example("wait", "for at most a minute"),
          new Example("wait --for 5m", "for at most five"),
          new Example("wait --read-only", "also for a standby")),
      Waiting::await);

  private static final CommandSpec K8S = new CommandSpec("k8s", "WHAT …", 1, MANY,
      "the same in a Kubernetes cluster: Jobs, their logs, manifests",
      """
          "configmap" prints the directory as ConfigMaps, "manifests" writes all that an installation consists of, "run" applies what is
          pending by a Job, shows its log and ends as it ends, "status" and "logs" look at the newest Job, "rollback V" goes back to a
          version, "validate" compares the directory with that of the cluster, "clean" removes Jobs that failed, "pipeline" does all
          that a deployment does, "setup kind|existing" makes ready a cluster with its database, "convert FILE…" rewrites resources of
          Atlas's operator, and "operator" is the one that watches resources of our own. "unpack FROM TO" and "alive FILE" are what
          pods run. Changes only what has the labels of this installation.""",
      List.of(Options.NAMESPACE, Options.INSTANCE, Options.CONTEXT, Options.KUBECONFIG, Options.IMAGE, Options.SECRET,
          Options.CNPG, Options.SERVICE_ACCOUNT, Options.TO, Options.DEADLINE, Options.OUT_FILES, Options.REPLACE,
          Options.APPLY, Options.LAYOUT, Options.MEANS, Options.OVERLAY, Options.FOLLOW, Options.EVERY_TRY,
          Options.ASK_DATABASE,
          Options.ALLOW_DATA_LOSS, Options.ONLY_SHOW, Options.NAMESPACES, Options.SELECTOR, Options.LEASE,
          Options.PORT),
      List.of(new Example("k8s manifests --name shop --secret shop-db/url --out k8s", "a kustomize base and overlays"),
          new Example("k8s run -n shop --secret shop-db/url", "apply what is pending, by a Job"),
          new Example("k8s status -n shop", "the newest Job, and what became of it"),
          new Example("k8s rollback 20240101123456 -n shop", "go back to a version")),
      // not a method reference: that would look for its class, and a whole client, at every start
      invocation -> Kubernetes.k8s(invocation));

  private static final CommandSpec COMPLETION = new CommandSpec("completion", "bash|zsh", 1, 1,
      "a script that completes command lines",
      "Prints a script for the shell.",
      List.of(),
      List.of(new Example("completion bash", "use it with: source <(whimbrel completion bash)"),
          new Example("completion zsh", "use it with: source <(whimbrel completion zsh)")),
      Completion::run);

  private static final CommandSpec ABOUT = new CommandSpec("about", "", 0, 0,
      "the version of Whimbrel",
      "The version of Whimbrel and of the Java it runs on.",
      List.of(),
      List.of(),
      invocation -> {
        String version = dev.whimbrel.Whimbrel.version();
        String java = Runtime.version().toString();
        return new Outcome("whimbrel " + version + " on Java " + java + "\n",
            Json.object().with("version", version).with("java", java), List.of());
      });

  private static final List<CommandSpec> ALL = List.of(UP, DOWN, GOTO, REDO, REFRESH, RESET, STATUS, READY, VERSION,
      HISTORY,
      PLAN, NEW,
      VALIDATE, VERIFY, PROVE, HASH, BASELINE, RESOLVE, FORCE, ADOPT, HAND_BACK, CONVERT, LINT, REWRITE, DRIFT, DOCTOR,
      INSPECT, DIFF, SHADOW,
      DEPLOY, BACKUP, DB, WATCH,
      WAIT, INIT, K8S, AS, CONFIG,
      COMPLETION, ABOUT);

  private Commands() {}

  static List<CommandSpec> all() {
    return ALL;
  }

  static Optional<CommandSpec> find(String name) {
    return ALL.stream().filter(command -> command.name().equals(name)).findFirst();
  }
}
