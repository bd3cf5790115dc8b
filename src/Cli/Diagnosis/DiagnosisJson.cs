using System.Text.Json.Serialization;
using Signalbox.Providers.Diagnosis;

namespace Signalbox.Diagnosis;

/// <summary>A diagnosis as the server writes it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(SignatureDiagnosis))]
internal sealed partial class DiagnosisJson : JsonSerializerContext;
