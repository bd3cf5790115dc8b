using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Diagnosis;

/// <summary>A diagnosis for people and scripts.</summary>
internal static class DiagnosisOutput
{
    private static readonly string[] CheckColumns = ["name", "outcome", "detail"];

    internal static void Write(Session session, JsonElement diagnosis)
    {
        if (session.Json)
        {
            JsonLines.Write(session.Terminal, diagnosis);
            return;
        }

        var output = session.Terminal.Out;
        output.WriteLine($"{Printable.Of(diagnosis, "verdict")}: {Printable.Of(diagnosis, "summary")}");
        output.WriteLine();
        ResultTable.Write(session.Terminal, CheckColumns, [.. diagnosis.GetProperty("checks").EnumerateArray().Select(check => CheckColumns.Select(column => Printable.Of(check, column)).ToArray())]);
        foreach (var cause in diagnosis.GetProperty("causes").EnumerateArray())
        {
            output.WriteLine();
            output.WriteLine($"{Printable.Of(cause, "certainty")}: {Printable.Of(cause, "explanation")} ({Printable.Of(cause, "code")})");
            output.WriteLine($"  {Printable.Of(cause, "evidence")}");
            output.WriteLine($"  {Printable.Of(cause, "remedy")}");
        }
    }
}
