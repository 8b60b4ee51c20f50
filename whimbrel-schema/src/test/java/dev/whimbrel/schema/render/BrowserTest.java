package dev.whimbrel.schema.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.whimbrel.schema.model.DatabaseSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A browser opens the pages, measures what it has drawn, and uses them. */
class BrowserTest {
  /** Says what is wrong on the page, and what a search and a click do. */
  private static final String PROBE = """
      <script>
      window.onerror = (message) => { document.title = "error: " + message; };
      </script>
      """;
  private static final String MEASURE = """
      <script>
      (() => {
        const wrong = [];
        const boxes = [...document.querySelectorAll("svg .box")];
        const places = boxes.map((box) => box.querySelector(".card").getBoundingClientRect());
        const scale = Math.max(0.05, places.length ? places[0].width / boxes[0].querySelector(".card").width.baseVal.value : 1);
        boxes.forEach((box, i) => {
          const card = places[i];
          box.querySelectorAll("text").forEach((text) => {
            const place = text.getBoundingClientRect();
            if (place.left < card.left - 1 || place.right > card.right + 1) wrong.push("text " + text.textContent);
          });
          const type = [...box.querySelectorAll(".type")];
          const name = [...box.querySelectorAll(".name")];
          type.forEach((text, k) => {
            if (text.getBoundingClientRect().left < name[k].getBoundingClientRect().right - scale) wrong.push("row " + name[k].textContent);
          });
          for (let k = 0; k < i; k++) {
            const other = places[k];
            if (card.left < other.right && other.left < card.right && card.top < other.bottom && other.top < card.bottom) wrong.push("boxes");
          }
        });
        const search = document.getElementById("search");
        search.value = "orders";
        search.dispatchEvent(new Event("input"));
        search.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
        const panel = document.getElementById("panel");
        const found = document.querySelectorAll(".box.match").length;
        const near = document.querySelectorAll(".link.near").length;
        const result = document.createElement("div");
        result.id = "result";
        result.textContent = [document.title.startsWith("error") ? document.title : "fine", boxes.length + " boxes", wrong.length
          + " wrong" + wrong.slice(0, 5), found > 0 ? "found" : "not found", near > 0 ? "linked" : "not linked",
          panel.hidden ? "no panel" : panel.querySelector("h2").textContent].join("|");
        document.body.append(result);
      })();
      </script>
      </body>""";

  @TempDir
  Path directory;

  @Test
  void opensThePageOfTheShop() throws Exception {
    assertThat(measured(Sketch.of(Resources.text("shop.sketch"))))
        .isEqualTo("fine|10 boxes|0 wrong|found|linked|public.orders");
  }

  @Test
  void opensThePageOfAHundredTables() throws Exception {
    assertThat(measured(Invented.of(100))).startsWith("fine|100 boxes|0 wrong|found|linked|");
  }

  private String measured(DatabaseSchema schema) throws IOException, InterruptedException {
    String page = Erd.html(schema, ErdOptions.standard()).replace("<script type", PROBE + "<script type")
        .replace("</body>", MEASURE);
    Path file = Files.writeString(directory.resolve("page.html"), page);
    Path out = directory.resolve("dom.html");
    Process browser = new ProcessBuilder(chromium(), "--headless", "--no-sandbox", "--disable-gpu",
        "--window-size=1600,1000",
        "--user-data-dir=" + directory.resolve("profile"), "--dump-dom", file.toUri().toString())
        .redirectOutput(out.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    try {
      assertThat(browser.waitFor(90, TimeUnit.SECONDS)).as("chromium ends").isTrue();
    } finally {
      browser.destroyForcibly();
    }
    String dom = Files.readString(out);
    int at = dom.indexOf("<div id=\"result\">");
    assertThat(at).as("the page was measured").isPositive();
    return dom.substring(at + "<div id=\"result\">".length(), dom.indexOf("</div>", at));
  }

  private static String chromium() {
    String found = List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome").stream()
        .filter(path -> Files.isExecutable(Path.of(path))).findFirst().orElse("");
    if (System.getenv("CI") != null) {
      assertThat(found).as("where CI is set, chromium has to be there").isNotEmpty();
    }
    Assumptions.assumeFalse(found.isEmpty(),
        "no chromium here: pages are not looked at by a browser; LayoutTest checks places");
    return found;
  }
}
