package org.foldlink;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction of dependencies, as CONTRIBUTING.md draws it. */
@AnalyzeClasses(packages = "org.foldlink", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static ArchRule mayUse(String room, String... others) {
        String[] allowed = new String[others.length + 1];
        allowed[0] = "org.foldlink." + room + "..";
        for (int i = 0; i < others.length; i++) {
            allowed[i + 1] = "org.foldlink." + others[i] + "..";
        }
        return classes()
                .that()
                .resideInAPackage("org.foldlink." + room + "..")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(allowed).or(not(resideInAnyPackage("org.foldlink.."))))
                .allowEmptyShould(true);
    }

    private static ArchRule onlyIn(String library, String... rooms) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library)
                .allowEmptyShould(true);
    }

    @ArchTest
    static final ArchRule protocolStandsAlone = mayUse("protocol");

    @ArchTest
    static final ArchRule modelsStandAlone = mayUse("models");

    @ArchTest
    static final ArchRule geometryStandsAlone = mayUse("geometry");

    @ArchTest
    static final ArchRule volume = mayUse("volume", "geometry");

    @ArchTest
    static final ArchRule nifti = mayUse("nifti", "volume", "geometry");

    @ArchTest
    static final ArchRule nrrd = mayUse("nrrd", "volume", "geometry");

    @ArchTest
    static final ArchRule files = mayUse("files", "nifti", "nrrd", "volume", "geometry");

    @ArchTest
    static final ArchRule downloadStandsAlone = mayUse("download");

    @ArchTest
    static final ArchRule phantom = mayUse("phantom", "volume", "geometry");

    @ArchTest
    static final ArchRule components = mayUse("components", "volume", "geometry");

    @ArchTest
    static final ArchRule measure = mayUse("measure", "components", "volume", "geometry");

    @ArchTest
    static final ArchRule fusion = mayUse("fusion", "volume", "geometry");

    @ArchTest
    static final ArchRule atlas = mayUse("atlas", "components", "download", "files", "nifti", "volume", "geometry");

    @ArchTest
    static final ArchRule clinical = mayUse("clinical", "atlas", "volume", "geometry");

    @ArchTest
    static final ArchRule onlyTheStoreUsesDatabases = noClasses()
            .that()
            .resideOutsideOfPackage("org.foldlink.clinical.jdbc..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..", "javax.sql..", "org.jdbi..", "com.zaxxer..", "org.flywaydb..", "org.h2..");

    @ArchTest
    static final ArchRule theStoresPortDoesNotKnowItsAdapter = noClasses()
            .that()
            .resideInAPackage("org.foldlink.clinical")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.foldlink.clinical.jdbc..");

    @ArchTest
    static final ArchRule evaluation = mayUse("evaluation", "measure", "volume", "geometry");

    @ArchTest
    static final ArchRule surface = mayUse("surface", "volume", "geometry");

    @ArchTest
    static final ArchRule render = mayUse("render", "surface", "volume", "geometry");

    @ArchTest
    static final ArchRule page =
            mayUse("page", "clinical", "atlas", "measure", "surface", "render", "nifti", "volume", "geometry");

    @ArchTest
    static final ArchRule preprocess = mayUse("preprocess", "models", "volume", "geometry");

    @ArchTest
    static final ArchRule inference =
            mayUse("inference", "download", "preprocess", "components", "models", "volume", "geometry");

    @ArchTest
    static final ArchRule session =
            mayUse("session", "inference", "measure", "surface", "atlas", "clinical", "models", "volume", "geometry");

    @ArchTest
    static final ArchRule onlyTheAdapterUsesOnnx = onlyIn("ai.onnxruntime..", "org.foldlink.inference.onnx..");

    @ArchTest
    static final ArchRule onlyTheAdaptersUseJna =
            onlyIn("com.sun.jna..", "org.foldlink.inference.openvino..", "org.foldlink.inference.onnx..");

    @ArchTest
    static final ArchRule thePortDoesNotKnowItsAdapters = noClasses()
            .that()
            .resideInAPackage("org.foldlink.inference")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.foldlink.inference.onnx..", "org.foldlink.inference.openvino..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule theAdaptersDoNotKnowEachOther =
            slices().matching("org.foldlink.inference.(*)..").should().notDependOnEachOther();

    @ArchTest
    static final ArchRule onlyTransportUsesNetty = onlyIn("io.netty..", "org.foldlink.transport..");

    @ArchTest
    static final ArchRule onlyTheCommandLineUsesPicocli = onlyIn("picocli..", "org.foldlink.cli..");

    @ArchTest
    static final ArchRule nothingUsesTheCommandLine = noClasses()
            .that()
            .resideOutsideOfPackage("org.foldlink.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.foldlink.cli..");

    @ArchTest
    static final ArchRule noCycles =
            slices().matching("org.foldlink.(*)..").should().beFreeOfCycles();
}
