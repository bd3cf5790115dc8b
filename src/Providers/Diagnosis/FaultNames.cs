using System.Text.Json;

namespace Signalbox.Providers.Diagnosis;

/// <summary>Faults as programs read them: in snake_case.</summary>
public static class FaultNames
{
    /// <summary>The name of a fault, such as <c>no_match</c>.</summary>
    public static string Of<TFault>(TFault fault)
        where TFault : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(fault.ToString());
}
