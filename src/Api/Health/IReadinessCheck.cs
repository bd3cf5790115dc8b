namespace Signalbox.Health;

/// <summary>Something without which the process should get no requests. Safe for any number of callers at once.</summary>
internal interface IReadinessCheck
{
    /// <summary>Its name in the answer, lower case.</summary>
    string Name { get; }

    /// <summary>What is wrong, for people and without an internal of the server, or <see langword="null"/>. Does not throw.</summary>
    ValueTask<string?> FindFaultAsync(CancellationToken cancellationToken);
}
