namespace Signalbox.Calls;

/// <summary>A number for each priority.</summary>
internal readonly record struct PermitCounts(int Interactive, int Refresh, int Bulk)
{
    /// <summary>The priorities, highest first.</summary>
    internal static readonly PermitPriority[] Priorities = [PermitPriority.Interactive, PermitPriority.Refresh, PermitPriority.Bulk];

    internal int Total => Interactive + Refresh + Bulk;

    internal int this[PermitPriority priority] => priority switch
    {
        PermitPriority.Interactive => Interactive,
        PermitPriority.Refresh => Refresh,
        _ => Bulk,
    };

    internal PermitCounts Plus(PermitPriority priority, int count) => priority switch
    {
        PermitPriority.Interactive => this with { Interactive = Interactive + count },
        PermitPriority.Refresh => this with { Refresh = Refresh + count },
        _ => this with { Bulk = Bulk + count },
    };
}
