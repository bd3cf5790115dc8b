namespace Signalbox.Streams;

/// <summary>What became of the rebuilding of a stream's rows.</summary>
/// <param name="Outcome">Whether it was done.</param>
/// <param name="FirstVersion">The first of its events that the journal still holds; 0 if it holds none.</param>
/// <param name="Applied">Up to which version the rows were computed.</param>
/// <param name="Events">How many events were read.</param>
/// <param name="Objects">How many objects they are about.</param>
/// <param name="Written">How many rows were computed and written.</param>
/// <param name="ToConfirm">How many rows the journal does not tell enough about: they keep what they hold and are read from the provider.</param>
[GenerateSerializer, Immutable, Alias("signalbox.rebuild-report.v1")]
public sealed record RebuildReport(
    [property: Id(0)] RebuildOutcome Outcome,
    [property: Id(1)] long FirstVersion,
    [property: Id(2)] long Applied,
    [property: Id(3)] int Events,
    [property: Id(4)] int Objects,
    [property: Id(5)] int Written,
    [property: Id(6)] int ToConfirm);

/// <summary>Whether a stream's rows were rebuilt.</summary>
public enum RebuildOutcome
{
    /// <summary>They were.</summary>
    Done = 1,

    /// <summary>The stream is about more objects than a grain can hold at once; nothing was written.</summary>
    TooLarge = 2,

    /// <summary>The database refused a row; those before it are written.</summary>
    Refused = 3,
}
