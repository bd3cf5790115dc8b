using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Signalbox.Operations;

namespace Signalbox.OpenApi;

/// <summary>Describes what a command takes besides its path: body and headers.</summary>
internal static class CommandDocs
{
    internal static void Apply(OpenApiOperation operation, CommandBody command)
    {
        operation.RequestBody = new OpenApiRequestBody
        {
            Required = operation.Parameters?.Any(static p => p.In is ParameterLocation.Path) is not true,
            Description = "Fields have the provider's names; times are ISO 8601. A field that is not known is refused.",
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object }, Example = JsonNode.Parse(command.Example) },
            },
        };
        operation.Parameters ??= [];
        operation.Parameters.Add(Header(
            CommandRequest.KeyHeader, command.NeedsKey, "New for each thing you want done, the same when you send it again: 1 to 255 visible ASCII characters.", "order-1042"));
        operation.Parameters.Add(Header(
            "Prefer", isRequired: false, "RFC 7240. 'respond-async': answer 202 at once, the operation goes on by itself. 'wait=N': wait up to N seconds (60 at most) for the outcome of what is under way.", "wait=30"));
    }

    private static OpenApiParameter Header(string name, bool isRequired, string description, string example) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Required = isRequired,
        Description = description,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(example),
    };
}
