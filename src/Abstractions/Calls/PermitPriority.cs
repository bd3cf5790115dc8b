namespace Signalbox.Calls;

/// <summary>Who goes first when permits are scarce.</summary>
[GenerateSerializer, Alias("signalbox.permit-priority.v1")]
public enum PermitPriority
{
    /// <summary>Somebody waits for the answer.</summary>
    Interactive = 1,

    /// <summary>Reads that keep the projections true.</summary>
    Refresh = 2,

    /// <summary>Backfills and other work that may take its time.</summary>
    Bulk = 3,
}
