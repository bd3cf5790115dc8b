namespace Signalbox.Providers.Calls;

/// <summary>Who goes first when a provider's limit is short.</summary>
public enum CallPriority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive = 1,

    /// <summary>Reads that keep the projections true.</summary>
    Refresh = 2,

    /// <summary>Backfills and other work that may take its time.</summary>
    Bulk = 3,
}
