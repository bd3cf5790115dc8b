using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Bench.Load.Generating;
using Signalbox.Bench.Load.Reporting;

namespace Signalbox.Bench.Load;

/// <summary>What goes between the processes and into the file of results.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(LoadSettings))]
[JsonSerializable(typeof(LoadResult))]
[JsonSerializable(typeof(BenchReport))]
internal sealed partial class BenchJson : JsonSerializerContext;
