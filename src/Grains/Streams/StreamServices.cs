using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Signalbox.Destinations;
using Signalbox.Operations;
using Signalbox.Reads;

namespace Signalbox.Streams;

/// <summary>What every stream grain needs; one object, so that a grain of a new kind only names its base.</summary>
internal sealed record StreamServices(
    IStreamStore Store,
    ICommitter Committer,
    IStreamRules Rules,
    IOperationAttempts Operations,
    IDestinations Destinations,
    EntryBudget Budget,
    StreamMetrics Metrics,
    ObjectReads Reads,
    IOptions<StreamOptions> Options,
    TimeProvider Time,
    Random Random,
    ILogger<StreamGrain> Logger,
    RowGeneration? Rows = null);
