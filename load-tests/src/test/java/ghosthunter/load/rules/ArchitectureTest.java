package ghosthunter.load.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import io.vertx.core.VerticleBase;
import io.vertx.core.spi.VertxServiceProvider;

/**
 * Who may call whom, over the main code of all modules. A rule that finds no class fails, so that a renamed package does
 * not silence it; where packages are still empty it says so by {@code allowEmptyShould}, until the first class arrives.
 */
@AnalyzeClasses(
        packages = "ghosthunter",
        importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WrittenByPeople.class})
class ArchitectureTest {
    /** What JMH writes around a benchmark is not ours to judge. */
    static final class WrittenByPeople implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("jmh_generated");
        }
    }

    private static final String CODECS = "ghosthunter.codecs..";
    private static final String EDGE = "ghosthunter.edge..";
    private static final String HUB = "ghosthunter.hub..";
    private static final String LOAD = "ghosthunter.load..";

    /** The packages of the hub that speak SQL through the reactive client: each owns the tables it names. */
    private static final String[] HUB_SQL = {
        "ghosthunter.hub.ledger..",
        "ghosthunter.hub.projection..",
        "ghosthunter.hub.directory..",
        "ghosthunter.hub.operator..",
        "ghosthunter.hub.postgres..",
        "ghosthunter.hub.custody..",
        "ghosthunter.hub.finding..",
        "ghosthunter.hub.entity..",
        "ghosthunter.hub.feed..",
        "ghosthunter.hub.pull..",
        "ghosthunter.hub.realtime..",
    };

    /** Nothing that runs on an event loop lives anywhere here but verticles, which may not; so blocking is allowed. */
    private static final String[] HUB_BLOCKING_SQL = {
        "ghosthunter.hub.postgres..", "ghosthunter.hub.audit..", "ghosthunter.hub.command..", "ghosthunter.hub.feed.."
    };

    private static final String[] BLOCKING_SQL_API = {
        "java.sql..", "javax.sql..", "org.postgresql..", "org.flywaydb..", "io.zonky.."
    };

    private static final DescribedPredicate<JavaClass> ON_AN_EVENT_LOOP = resideInAnyPackage(
                    "ghosthunter.hub.http..",
                    "ghosthunter.hub.device..",
                    "ghosthunter.hub.ledger..",
                    "ghosthunter.hub.projection..",
                    "ghosthunter.hub.directory..",
                    "ghosthunter.hub.custody..",
                    "ghosthunter.hub.finding..",
                    "ghosthunter.hub.pull..",
                    "ghosthunter.hub.realtime..",
                    "ghosthunter.hub.entity..",
                    "ghosthunter.hub.dialect..",
                    "ghosthunter.hub.socketio..",
                    "ghosthunter.hub.metrics..",
                    "ghosthunter.edge.sync..",
                    "ghosthunter.edge.local..",
                    "ghosthunter.edge.trigger..")
            .or(nameMatching(".*Verticle(\\$.*)?"))
            .as("run on an event loop");

    /** A class called System... is where the real clock, chance or boot enters; everything else is given one. */
    private static final DescribedPredicate<JavaClass> GIVEN_ITS_CLOCK = resideInAnyPackage(CODECS, EDGE, HUB)
            .and(not(nameMatching(".*\\.System[A-Z]\\w*(\\$.*)?")))
            .as("are of the product and not named System...");

    @ArchTest
    static void codecsDependOnNothingOfOursAndOnLittleElse(JavaClasses classes) {
        classes()
                .that()
                .resideInAPackage(CODECS)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(
                        CODECS,
                        "java..",
                        "io.vertx.core.buffer..",
                        "io.vertx.core.eventbus..",
                        "io.vertx.core.json..",
                        "io.vertx.json.schema..",
                        "com.fasterxml.jackson.core..",
                        "org.bouncycastle..",
                        "org.jspecify.annotations..",
                        "com.google.errorprone.annotations..",
                        "org.slf4j.."))
                .check(without(without(classes, "ghosthunter.codecs.settings.."), "ghosthunter.codecs.command.."));
    }

    @ArchTest
    static void whatRunsOnAnEventLoopNeverWaitsAsCommandsDo(JavaClasses classes) {
        noClasses()
                .that(ON_AN_EVENT_LOOP)
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ghosthunter.codecs.command..")
                .check(classes);
    }

    @ArchTest
    static void yamlIsReadOnlyInCodecsSettings(JavaClasses classes) {
        noClasses()
                .that()
                .resideOutsideOfPackage("ghosthunter.codecs.settings..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("com.fasterxml.jackson.dataformat..", "org.yaml..")
                .check(classes);
    }

    @ArchTest
    static void edgeAndHubNeverSeeEachOther(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(EDGE)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(HUB, LOAD)
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(HUB)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(EDGE, LOAD)
                .check(classes);
    }

    @ArchTest
    static void onlyTheOutboxTouchesSqlite(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(EDGE)
                .and()
                .resideOutsideOfPackage("ghosthunter.edge.outbox..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.sql..", "javax.sql..", "org.sqlite..", "io.vertx.jdbcclient..", "io.vertx.sqlclient..")
                .check(classes);
    }

    @ArchTest
    static void onlyTheOwnersOfTablesSpeakSqlInTheHub(JavaClasses classes) {
        noClasses()
                .that()
                .resideInAPackage(HUB)
                .and()
                .resideOutsideOfPackages(HUB_SQL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..")
                .check(classes);
        noClasses()
                .that()
                .resideInAPackage(HUB)
                .and()
                .resideOutsideOfPackages(HUB_BLOCKING_SQL)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(BLOCKING_SQL_API)
                .check(classes);
    }

    @ArchTest
    static void dialectsDoNotSeeEachOther(JavaClasses classes) {
        slices().matching("ghosthunter.hub.dialect.(*)..")
                .should()
                .notDependOnEachOther()
                .allowEmptyShould(true)
                .check(classes);
    }

    @ArchTest
    static void packagesHaveNoCycles(JavaClasses classes) {
        slices().matching("ghosthunter.(**)").should().beFreeOfCycles().check(classes);
    }

    @ArchTest
    static void verticlesAreFinalAndExtendVerticleBase(JavaClasses classes) {
        classes()
                .that()
                .haveSimpleNameEndingWith("Verticle")
                .should()
                .beAssignableTo(VerticleBase.class)
                .andShould()
                .haveModifier(JavaModifier.FINAL)
                .check(classes);
        classes()
                .that()
                .areAssignableTo("io.vertx.core.Deployable")
                .should()
                .haveSimpleNameEndingWith("Verticle")
                .check(classes);
    }

    @ArchTest
    static void nothingSleeps(JavaClasses classes) {
        noClasses().should().callMethodWhere(Calls.SLEEPING).check(classes);
    }

    @ArchTest
    static void timeAndChanceEnterOnlyBySystemClasses(JavaClasses classes) {
        noClasses()
                .that(GIVEN_ITS_CLOCK)
                .should()
                .callCodeUnitWhere(Calls.OF_CLOCK_OR_CHANCE)
                .check(classes);
    }

    @ArchTest
    static void eventLoopsNeverBlock(JavaClasses classes) {
        noClasses()
                .that(ON_AN_EVENT_LOOP)
                .should()
                .callMethodWhere(Calls.BLOCKING)
                .check(classes);
        noClasses()
                .that(ON_AN_EVENT_LOOP)
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..")
                        .or(nameMatching("java\\.nio\\.file\\.Files"))
                        .or(nameMatching("java\\.io\\.(File(In|Out)putStream|File(Read|Writ)er|RandomAccessFile)")))
                .check(classes);
    }

    @ArchTest
    static void onlyServiceProvidersUseTheInsidesOfVertx(JavaClasses classes) {
        noClasses()
                .that()
                .areNotAssignableTo(VertxServiceProvider.class)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.vertx.core.impl..", "io.vertx.core.internal..")
                .check(classes);
    }

    @ArchTest
    static void logContextIsNeverKeptOnTheThread(JavaClasses classes) {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("org.slf4j.MDC")
                .because("a thread serves every device; pass key-values")
                .check(classes);
    }

    private static JavaClasses without(JavaClasses classes, String packageIdentifier) {
        return classes.that(not(resideInAPackage(packageIdentifier)));
    }
}
