package org.foldlink.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.foldlink.inference.Doubt;
import org.foldlink.inference.EngineSettings;
import org.foldlink.inference.Fused;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.Mode;
import org.foldlink.inference.Precision;
import org.foldlink.inference.Priority;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.ResultKind;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.Networks;
import org.foldlink.transport.TransportSettings;
import org.foldlink.transport.Upstream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {

    private static final Path BASE = Path.of("/etc/foldlink");

    @TempDir
    Path folder;

    private static BridgeConfig parse(String text) {
        return ConfigFile.of(ConfigFactory.parseString(text).resolve(), BASE);
    }

    private static void refuses(String text, String message) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessage(message);
    }

    @Test
    void anEmptyFileIsTheDefaults() {
        BridgeConfig config = parse("");
        assertThat(config.transport()).isEqualTo(TransportSettings.DEFAULT);
        assertThat(config.limits()).isEqualTo(BridgeLimits.DEFAULT);
        assertThat(config.rules()).isEmpty();
        assertThat(config.warm()).isEmpty();
        assertThat(config.clinical())
                .isEqualTo(new ClinicalConfig(
                        true,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(2)));
        assertThat(config.engine())
                .isEqualTo(new EngineConfig("auto", 0, Precision.FLOAT32, OptionalDouble.empty(), GpuSettings.DEFAULT));
        assertThat(config.transport().listen()).isEqualTo(new HostPort("127.0.0.1", 18944));
    }

    @Test
    void severalDevicesGetAnEngineEach() {
        EngineConfig config = parse("device = \"tensorrt:0,2\"").engine();
        assertThat(config.settings().stream().map(EngineSettings::device)).containsExactly("tensorrt:0", "tensorrt:2");
        assertThat(config.settings().get(0).gpu().engines())
                .isEqualTo(Home.folder().resolve(".foldlink/tensorrt"));
        assertThat(parse("device = \"cuda:1\"").engine().settings()).hasSize(1);
        assertThatThrownBy(() -> parse("device = \"cuda:1,1\"").engine().settings())
                .hasMessage("device = cuda:1,1 names cuda:1 twice (expected once)");
    }

    @Test
    void everyKeyIsTaken() {
        BridgeConfig config = parse("""
                host = "0.0.0.0", port = 20000, allow = ["10.1.0.0/16"], connect = ["plus:18944"]
                models = zoo, warm = [a, b], device = cuda, precision = bf16, threads = 3, non-finite = -1024
                gpu { fused = never, options { cudnn_conv_algo_search = EXHAUSTIVE, gpu_mem_limit = 1000 } }
                limits { hold = 5 minutes, run-bytes = 3 GiB, runs = 2 }
                network { max-clients = 7, write-stall = 9 seconds }
                clinical { enabled = false, database = "jdbc:postgresql://db/foldlink", user = bridge, password-file = secret,
                           atlas = talairach, timeout = 3 seconds, site-timeout = 1 minute }
                rules = [ { name = brain, model = m, when { t1 = "*_t1", t2 = "*_t2" }, timeout = 5 s,
                            options { folds = 1, mirroring = false, mode = adaptive, doubt = entropy, priority = urgent,
                                      results = [labels] } } ]
                """);
        assertThat(config.transport().listen()).isEqualTo(new HostPort("0.0.0.0", 20000));
        assertThat(config.transport().allow().isEmpty()).isFalse();
        assertThat(config.transport().connect()).containsExactly(Upstream.parse("plus:18944"));
        assertThat(config.transport().maxClients()).isEqualTo(7);
        assertThat(config.transport().writeStall()).isEqualTo(Duration.ofSeconds(9));
        assertThat(config.models()).isEqualTo(new ModelFolders(List.of(BASE.resolve("zoo")), Optional.empty()));
        assertThat(config.warm()).containsExactly("a", "b");
        assertThat(config.engine())
                .isEqualTo(new EngineConfig(
                        "cuda",
                        3,
                        Precision.BF16,
                        OptionalDouble.of(-1024),
                        GpuSettings.DEFAULT
                                .with("cudnn_conv_algo_search=EXHAUSTIVE")
                                .with("gpu_mem_limit=1000")
                                .withFused(Fused.NEVER)));
        assertThat(config.clinical())
                .isEqualTo(new ClinicalConfig(
                        false,
                        Optional.of("jdbc:postgresql://db/foldlink"),
                        Optional.of("bridge"),
                        Optional.of(BASE.resolve("secret")),
                        Optional.of(BASE.resolve("talairach")),
                        Duration.ofSeconds(3),
                        Duration.ofMinutes(1)));
        assertThat(config.limits().hold()).isEqualTo(Duration.ofMinutes(5));
        assertThat(config.limits().runBytes()).isEqualTo(3L << 30);
        assertThat(config.limits().runs()).isEqualTo(2);
        PlainRule rule = config.rules().get(0);
        assertThat(rule.name()).isEqualTo("brain");
        assertThat(rule.when()).isEqualTo(Map.of("t1", "*_t1", "t2", "*_t2"));
        assertThat(rule.timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(rule.options().folds()).isEqualTo(1);
        assertThat(rule.options().mirroring()).isFalse();
        assertThat(rule.options().mode()).isEqualTo(Mode.ADAPTIVE);
        assertThat(rule.options().doubt()).isEqualTo(Doubt.ENTROPY);
        assertThat(rule.options().priority()).isEqualTo(Priority.URGENT);
        assertThat(rule.options().results()).containsExactlyInAnyOrder(ResultKind.LABELS, ResultKind.STATUS);
    }

    @Test
    void severalModelsFoldersAndTheirSignerAreRead() {
        assertThat(parse("models = [zoo, \"/data/models\"], require-signature = key.pem")
                        .models())
                .isEqualTo(new ModelFolders(
                        List.of(BASE.resolve("zoo"), Path.of("/data/models")), Optional.of(BASE.resolve("key.pem"))));
        refuses("models = []", "configuration models = [] (expected a folder or more)");
    }

    @Test
    void unknownKeysAndWrongValuesAreNamed() {
        refuses(
                "prot = 1",
                "configuration String: 1: unknown key prot (expected one of allow, clinical, connect, device, gpu, host, limits,"
                        + " models, network, non-finite, port, precision, require-signature, rules, threads, warm)");
        refuses(
                "rules = [ { model = m, when { a = b }, options { mode = turbo } } ]",
                "configuration rules[0].options: mode = turbo (expected exact or adaptive)");
        refuses("limits { runs = many }", "configuration String: 1: limits.runs = \"many\" (expected a whole number)");
        refuses("limits { runs = 0 }", "configuration limits: runs = 0 (expected 1 or more)");
        refuses(
                "allow = [everyone]",
                "configuration allow: allow \"everyone\" (expected a network such as 10.1.0.0/16 or fd00::/8)");
        refuses(
                "gpu { fast = true }",
                "configuration String: 1: unknown key gpu.fast (expected one of fused, options)");
        refuses("gpu { fused = maybe }", "configuration engine: fused = maybe (expected auto, always or never)");
        refuses("port = 99999", "configuration port: port = 99999 (expected 0..65535)");
        refuses("precision = half", "configuration engine: precision = half (expected float32, bf16 or float16)");
        refuses(
                "non-finite = nan",
                "configuration engine: non-finite = nan (expected refuse, or a number such as -1024)");
        refuses(
                "clinical { password = secret }",
                "configuration String: 1: unknown key clinical.password (expected one of atlas, database, enabled,"
                        + " password-file, site-timeout, timeout, user)");
        refuses(
                "clinical { database = \"postgresql://me:secret@db/foldlink\" }",
                "configuration clinical: database starts with \"postgresql:\" (expected jdbc:, such as"
                        + " jdbc:postgresql://host/database)");
        refuses(
                "clinical { timeout = 200 ms }",
                "configuration clinical: timeout = PT0.2S (expected 1 second to 5 minutes)");
        refuses(
                "clinical { site-timeout = 0 s }",
                "configuration clinical: site-timeout = PT0S (expected 1 second or more)");
        refuses("threads = -1", "configuration engine: threads = -1 (expected 0 for one a core, or 1..1024)");
    }

    @Test
    void aFileWithABrokenLineSaysWhere() throws IOException {
        Path file = Files.writeString(folder.resolve("foldlink.conf"), "port = [1\n");
        assertThatThrownBy(() -> ConfigFile.read(file))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("foldlink.conf");
        assertThatThrownBy(() -> ConfigFile.read(folder.resolve("none.conf")))
                .isInstanceOfSatisfying(
                        CommandFailure.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.NO_INPUT))
                .hasMessage("configuration file " + folder.resolve("none.conf") + " does not exist");
    }

    /** The example in the operators' page is a whole file, and all but its rules are the defaults. */
    @Test
    void theDocumentedFileIsTheDefaults() throws IOException {
        String page = Files.readString(Path.of(System.getProperty("foldlink.root"), "docs", "operators.md"));
        Matcher example = Pattern.compile("```hocon\n(.*?)```", Pattern.DOTALL).matcher(page);
        assertThat(example.find()).isTrue();
        BridgeConfig config = parse(example.group(1));
        assertThat(config.transport().allow().isEmpty()).isTrue();
        assertThat(config.transport().withAllow(Networks.NONE)).isEqualTo(TransportSettings.DEFAULT);
        assertThat(config.limits()).isEqualTo(BridgeLimits.DEFAULT);
        assertThat(config.rules()).hasSize(2);
        assertThat(config.clinical()).isEqualTo(ClinicalConfig.DEFAULT);
    }
}
