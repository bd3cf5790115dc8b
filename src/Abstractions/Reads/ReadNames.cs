using System.Diagnostics;

namespace Signalbox.Reads;

/// <summary>How outcomes are written in answers and metrics.</summary>
public static class ReadNames
{
    /// <summary>An outcome's name: <c>confirmed</c>, <c>superseded</c> …</summary>
    public static string Of(ReadOutcome outcome) => outcome switch
    {
        ReadOutcome.Confirmed => "confirmed",
        ReadOutcome.Superseded => "superseded",
        ReadOutcome.Refused => "refused",
        ReadOutcome.Unreadable => "unreadable",
        ReadOutcome.Unneeded => "unneeded",
        ReadOutcome.Absent => "absent",
        ReadOutcome.Failed => "failed",
        _ => throw new UnreachableException(),
    };
}
