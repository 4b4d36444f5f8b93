package io.throughline.inspect;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/** The Chromium or Chrome of this machine, without a window. */
final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Each new Chromium is a warning to it. Held here: nobody else does. */
    private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Skips the test where there is no browser; with {@code -Dthroughline.browser=required} that is an error. */
    static Browser open() {
        File browser = onPath("chromium", "chromium-browser", "google-chrome", "google-chrome-stable");
        File driver = onPath("chromedriver");
        if (browser == null || driver == null) {
            String why = "no " + (browser == null ? "Chromium or Chrome" : "chromedriver")
                    + " on the PATH: apt-get install chromium chromium-driver";
            if ("required".equals(System.getProperty("throughline.browser"))) {
                throw new AssertionError(why);
            }
            assumeTrue(false, why);
        }
        SELENIUM.setLevel(Level.SEVERE);
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser);
        // without a sandbox, which root may not have: the one page that it opens is ours
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-dev-shm-usage",
                "--disable-gpu",
                "--disable-background-networking",
                "--hide-scrollbars",
                "--lang=en-US");
        options.setCapability(ChromeOptions.LOGGING_PREFS, logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(driver)
                .usingAnyFreePort()
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    private static File onPath(String... names) {
        return Stream.of(names)
                .flatMap(name -> Stream.of(
                                Objects.toString(System.getenv("PATH"), "").split(File.pathSeparator))
                        .map(directory -> new File(directory, name)))
                .filter(File::canExecute)
                .findFirst()
                .orElse(null);
    }

    void size(int width, int height, String scheme) {
        driver.executeCdpCommand(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", false));
        driver.executeCdpCommand(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void go(String url) {
        driver.get(url);
    }

    String url() {
        return driver.getCurrentUrl();
    }

    /** Clicks the link with that text. */
    void follow(String text) {
        await("a link " + text, () -> !driver.findElements(By.linkText(text)).isEmpty());
        driver.findElement(By.linkText(text)).click();
    }

    void type(String selector, String text) {
        driver.findElement(By.cssSelector(selector)).sendKeys(text);
    }

    /** What stands in all elements that a selector finds. */
    List<String> texts(String selector) {
        return ((List<?>) run(
                        "return [...document.querySelectorAll(arguments[0])].map(one => one.textContent)", selector))
                .stream().map(String::valueOf).toList();
    }

    String text(String selector) {
        return String.join("\n", texts(selector));
    }

    /** What a script of the test says: the page's policy does not hold it back. */
    Object run(String script, Object... arguments) {
        return driver.executeScript(script, arguments);
    }

    @FunctionalInterface
    interface Condition {
        boolean holds();
    }

    void await(String what, Condition condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("waiting for " + what + " in\n" + run("return document.body.innerText"));
            }
        }
    }

    /** Errors and warnings of the browser's console since it was asked last, those of a violated policy among them. */
    List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    void screenshot(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    }

    @Override
    public void close() {
        driver.quit();
    }
}
