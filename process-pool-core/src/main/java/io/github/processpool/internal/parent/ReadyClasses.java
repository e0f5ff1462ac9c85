package io.github.processpool.internal.parent;

import io.github.processpool.ProcessPoolExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Initializes the classes that run in the application, when the {@link Engine} is made for the first time: a class whose static
 * initializer finds no memory later, or a stack that is full, is dead for good, and a pool with it. All that have one are named
 * here, switches over enums among them, for which the compiler makes a class; so are some that are first needed when something has
 * gone wrong.
 *
 * <p>It knows nothing of what they do. Left out are those of the workers, the bridges to logging frameworks, which may not be there,
 * and those who come here.
 *
 * <p><b>Thread safety:</b> any thread; that two do it at once does no harm.
 */
final class ReadyClasses {

    private static final String PUBLIC_NAMES = """
            Durations ExitReason ExitReason$1 MapOptions MemberLostException$Begun Placement PoolMode PoolState
            ProcessFutures ProcessFutures$1
            ProcessPoolExecutorBuilder ReturnWhen TaskOptions TaskState TaskTimeoutException$Clock WhenFull WorkerContext WorkerState
            """;

    private static final String NAMES = """
            archive: ArchiveTrial ClassLists ClassPathHome EngineClasses PoolArchives TrainingCommand TrainingRun
            cache: ArchiveKey CacheEntry CacheFolder CacheThread JvmArchiving SharedLock
            federation: GuestAnswer$Kind
            parent.away: AwayTasks$1
            parent.supervision: MemberVerdicts$1
            parent.task: Setbacks$Reach
            parent: BoundSubmitter OneTaskProcess Snapshots Workforce
            parent.crew: Hiring$Mode Life Life$1 Recycling StartGuard StartTurn StartTurn$State StartTurns StartTurns$1
            parent.crew: WarmUp$State WorkerHandle
            parent.dispatch: Dispatcher$1 GiveOut MemoryClasses TakeBack TakeBack$1 TaskQueue TaskStopper TimeoutWords TimeoutWords$1
            parent.flight: FlightRecords
            parent.life: FailedStart Launching LifeWatch Reaper ReplyLoop WorkerLife Zombies
            parent.log: LevelBroadcast LevelFeed LineCutter LogOrigin LogQueue LogWriter OutputLog OutputPipe PrintedLines WorkerMdc
            parent.map: MapBatch MapEnding$State MapInputs MapWindow ProgressReports ProgressReports$State
            parent.memory: MemoryLimit MemoryRelief MemoryWatchdog
            parent.pool: AwakeClock Counters Counters$1 LockedRegion PoolLock PoolStatus PoolThreads Round Shortage
            parent.pool: StandardErrorLogger TimerThread
            parent.process: CommandLine InheritedArguments Launcher Launcher$Substitution Leftovers Obituary Obituary$1
            parent.process: PoolFolder JvmRefusal ProcessFamily RegionArguments
            parent.process: Rendezvous Strangers WorkerAccount$Item WorkerArchives WorkerFiles WorkerLink$End WorkingDirectory
            parent.sharing: BufferFile BufferPlace CallAnswers Handback SharedBuffers SharedCaller$State
            parent.supervision: Death$1 Death$Part Delivery Delivery$Arrival Inspections Interventions Losses Mender
            parent.supervision: Lingering Lingering$Sight OutcomeReader OutcomeReader$1 Patrol PoolShutdown
            parent.supervision: StartBreaker StartFailureLog Supervision TaskMender TaskMender$1
            parent.task: Callbacks Events LooseEnds$Leave Outcome OutcomeFuture PendingTask QuickReader Reading$State Readings
            parent.task: AwaitedFuture ChunkCount FieldHandle Standstill WaitList Whereabouts$Place
            remedy: Remedy Remedy$Certainty
            system: ArgumentFile Frames LogProvider MemoryFolder OwnedLock OwnedLock$Suspicion ProcessLife ProcessMark
            wire.codec: CulpritSearch LambdaParts LambdaShape MergedReferences Overload TaskCodec Unreadable
            wire.codec: ValueCodec ValueCodec$1 ValueSection
            wire.handle: MappedBuffer SharedProxy$Handler Sharing
            wire.message: FailureKind Frame InspectionKind LogLevel Message$DefinitionKind MessageFormat Payload
            wire.message: Payload$Form Report$Fitness Side
            wire.page: Scoreboard SharedPage
            """;

    /** The JDK's own that first starts a process. */
    private static final String STARTS_PROCESSES = "java.lang.ProcessImpl";

    /** Volatile for the pools that come. */
    private static volatile boolean prepared;

    private ReadyClasses() {}

    /** Has them initialized, once for all pools of a JVM. */
    static void prepare() {
        if (!prepared) {
            names().forEach(ReadyClasses::initialize);
            initialize(STARTS_PROCESSES);
            prepared = true;
        }
    }

    /** Returns their names in full. */
    static List<String> names() {
        String parent = Engine.class.getPackageName();
        String internal = parent.substring(0, parent.lastIndexOf('.') + 1);
        String open = ProcessPoolExecutor.class.getPackageName() + ".";
        return Stream.concat(
                        PUBLIC_NAMES.lines().flatMap(line -> namesIn(open, line)),
                        NAMES.lines()
                                .map(line -> line.split(": ", 2))
                                .flatMap(parts -> namesIn(internal + parts[0] + ".", parts[1])))
                .toList();
    }

    private static Stream<String> namesIn(String place, String names) {
        return Arrays.stream(names.split(" ")).map(place::concat);
    }

    private static void initialize(String name) {
        try {
            Class.forName(name, true, Engine.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            // It was left out of a smaller jar because nobody needs it.
        }
    }
}
