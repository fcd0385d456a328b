package org.foldlink.cli;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.foldlink.inference.Fused;
import org.foldlink.inference.GpuSettings;
import org.foldlink.inference.Precision;
import org.foldlink.session.BridgeLimits;
import org.foldlink.session.PlainRule;
import org.foldlink.session.RequestException;
import org.foldlink.session.ResultKind;
import org.foldlink.session.SegmentOptions;
import org.foldlink.transport.HostPort;
import org.foldlink.transport.Networks;
import org.foldlink.transport.TransportSettings;
import org.foldlink.transport.Upstream;

/** Reads the configuration file of {@code serve} (HOCON, so JSON too); docs/operators.md lists its keys. Unknown keys fail. */
final class ConfigFile {

    private static final Set<String> KEYS = Set.of(
            "host",
            "port",
            "allow",
            "connect",
            "models",
            "require-signature",
            "warm",
            "device",
            "threads",
            "precision",
            "non-finite",
            "gpu",
            "limits",
            "network",
            "clinical",
            "rules");
    private static final Set<String> CLINICAL_KEYS =
            Set.of("enabled", "database", "user", "password-file", "atlas", "timeout", "site-timeout");
    private static final Set<String> GPU_KEYS = Set.of("options", "fused");
    private static final Set<String> RULE_KEYS = Set.of("name", "model", "when", "timeout", "options");
    private static final Set<String> RULE_OPTIONS =
            Set.of("folds", "mirroring", "mode", "doubt", "priority", "results");

    private ConfigFile() {}

    static BridgeConfig read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new CommandFailure(ExitCode.NO_INPUT, "configuration file " + file + " does not exist");
        }
        try {
            Config config = ConfigFactory.parseFile(
                            file.toFile(), ConfigParseOptions.defaults().setAllowMissing(false))
                    .resolve();
            return of(config, file.toAbsolutePath().resolveSibling(""));
        } catch (ConfigException e) {
            throw new CommandFailure(ExitCode.USAGE, "configuration file " + e.getMessage(), e);
        }
    }

    /** @param base folder that a relative models folder starts from */
    static BridgeConfig of(Config c, Path base) {
        RecordConfig.refuseUnknown(c, "", KEYS);
        BridgeConfig d = BridgeConfig.defaults();
        TransportSettings transport = RecordConfig.read(section(c, "network"), "network", d.transport());
        HostPort listen = transport.listen();
        String host = c.hasPath("host") ? c.getString("host") : listen.host();
        int port = c.hasPath("port") ? c.getInt("port") : listen.port();
        transport = transport.withListen(checked("port", () -> new HostPort(host, port)));
        if (c.hasPath("allow")) {
            transport = transport.withAllow(checked("allow", () -> Networks.parse(c.getStringList("allow"))));
        }
        if (c.hasPath("connect")) {
            transport = transport.withConnect(each(c.getStringList("connect"), "connect", Upstream::parse));
        }
        BridgeLimits limits = RecordConfig.read(section(c, "limits"), "limits", d.limits());
        List<PlainRule> rules = new ArrayList<>();
        if (c.hasPath("rules")) {
            for (Config rule : c.getConfigList("rules")) {
                rules.add(rule(rule, "rules[" + rules.size() + "]"));
            }
        }
        return new BridgeConfig(
                transport,
                limits,
                rules,
                models(c, base, d.models()),
                c.hasPath("warm") ? c.getStringList("warm") : d.warm(),
                engine(c, d.engine()),
                clinical(section(c, "clinical"), base, d.clinical()));
    }

    private static ClinicalConfig clinical(Config c, Path base, ClinicalConfig d) {
        RecordConfig.refuseUnknown(c, "clinical", CLINICAL_KEYS);
        return checked(
                "clinical",
                () -> new ClinicalConfig(
                        c.hasPath("enabled") ? c.getBoolean("enabled") : d.enabled(),
                        text(c, "database").or(d::database),
                        text(c, "user").or(d::user),
                        text(c, "password-file").map(base::resolve).or(d::passwordFile),
                        text(c, "atlas").map(base::resolve).or(d::atlas),
                        c.hasPath("timeout") ? c.getDuration("timeout") : d.timeout(),
                        c.hasPath("site-timeout") ? c.getDuration("site-timeout") : d.siteTimeout()));
    }

    private static Optional<String> text(Config c, String key) {
        return c.hasPath(key) ? Optional.of(c.getString(key)) : Optional.empty();
    }

    /** One folder or a list of them. */
    private static ModelFolders models(Config c, Path base, ModelFolders d) {
        ModelFolders models = d;
        if (c.hasPath("models")) {
            List<String> names = c.getValue("models").valueType() == ConfigValueType.LIST
                    ? c.getStringList("models")
                    : List.of(c.getString("models"));
            if (names.isEmpty()) {
                throw new CommandFailure(ExitCode.USAGE, "configuration models = [] (expected a folder or more)");
            }
            models = new ModelFolders(names.stream().map(base::resolve).toList(), d.signer());
        }
        return c.hasPath("require-signature")
                ? models.withSigner(base.resolve(c.getString("require-signature")))
                : models;
    }

    private static EngineConfig engine(Config c, EngineConfig d) {
        return checked(
                "engine",
                () -> new EngineConfig(
                        c.hasPath("device") ? c.getString("device") : d.device(),
                        c.hasPath("threads") ? c.getInt("threads") : d.threads(),
                        c.hasPath("precision") ? Precision.parse(c.getString("precision")) : d.precision(),
                        c.hasPath("non-finite") ? EngineConfig.nonFinite(c.getString("non-finite")) : d.nonFinite(),
                        gpu(section(c, "gpu"), d.gpu())));
    }

    private static GpuSettings gpu(Config c, GpuSettings d) {
        RecordConfig.refuseUnknown(c, "gpu", GPU_KEYS);
        GpuSettings gpu = c.hasPath("fused") ? d.withFused(Fused.parse(c.getString("fused"))) : d;
        for (Map.Entry<String, ConfigValue> e : section(c, "options").root().entrySet()) {
            gpu = gpu.with(e.getKey() + "=" + e.getValue().unwrapped());
        }
        return gpu;
    }

    private static PlainRule rule(Config c, String path) {
        RecordConfig.refuseUnknown(c, path, RULE_KEYS);
        Map<String, String> when = new LinkedHashMap<>();
        for (Map.Entry<String, ConfigValue> e : section(c, "when").root().entrySet()) {
            when.put(e.getKey(), String.valueOf(e.getValue().unwrapped()));
        }
        Config o = section(c, "options");
        RecordConfig.refuseUnknown(o, path + ".options", RULE_OPTIONS);
        SegmentOptions options = SegmentOptions.PLAIN;
        if (o.hasPath("folds")) {
            options = options.withFolds(o.getInt("folds"));
        }
        if (o.hasPath("mirroring")) {
            options = options.withMirroring(o.getBoolean("mirroring"));
        }
        if (o.hasPath("mode")) {
            options = options.withMode(option(path + ".options", () -> SegmentOptions.mode(o.getString("mode"))));
        }
        if (o.hasPath("doubt")) {
            options = options.withDoubt(option(path + ".options", () -> SegmentOptions.doubt(o.getString("doubt"))));
        }
        if (o.hasPath("priority")) {
            options = options.withPriority(
                    option(path + ".options", () -> SegmentOptions.priority(o.getString("priority"))));
        }
        if (o.hasPath("results")) {
            options = options.withResults(
                    Set.copyOf(each(o.getStringList("results"), path + ".options.results", ConfigFile::kind)));
        }
        SegmentOptions settled = options;
        String model = c.getString("model");
        return checked(
                path,
                () -> new PlainRule(
                        c.hasPath("name") ? c.getString("name") : model,
                        model,
                        when,
                        settled,
                        c.hasPath("timeout") ? c.getDuration("timeout") : PlainRule.DEFAULT_TIMEOUT));
    }

    private static ResultKind kind(String name) {
        try {
            return ResultKind.parse(name);
        } catch (RequestException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static <E> E option(String key, RunOptions.Choice<E> choice) {
        try {
            return choice.parse();
        } catch (RequestException e) {
            throw new CommandFailure(ExitCode.USAGE, "configuration " + key + ": " + e.getMessage(), e);
        }
    }

    private static Config section(Config c, String key) {
        return c.hasPath(key) ? c.getConfig(key) : ConfigFactory.empty();
    }

    private static <T> List<T> each(List<String> texts, String key, Function<String, T> parse) {
        return checked(key, () -> texts.stream().map(parse).toList());
    }

    private static <T> T checked(String key, Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(ExitCode.USAGE, "configuration " + key + ": " + e.getMessage(), e);
        }
    }
}
