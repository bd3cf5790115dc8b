using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;
using Signalbox.Http;

namespace Signalbox.OpenApi;

/// <summary>Completes the description of one route: parameters, examples, errors, the key.</summary>
internal static class OperationDocs
{
    private const string ProblemSchema = "Problem";

    internal static void Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var document = context.Document ?? throw new InvalidOperationException("An operation is described within a document.");
        operation.Parameters ??= [];
        foreach (var part in metadata.OfType<PathPart>())
        {
            AddPath(operation, part);
        }

        foreach (var parameter in metadata.OfType<QueryParameters>().SelectMany(static q => q.Known))
        {
            operation.Parameters.Add(Describe(parameter));
        }

        if (metadata.OfType<WebhookBodyMarker>().Any())
        {
            operation.RequestBody = new OpenApiRequestBody
            {
                Required = true,
                Description = "The event as the provider sends it, signed in a header (Stripe: Stripe-Signature).",
                Content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = new OpenApiSchema { Type = JsonSchemaType.Object } } },
            };
        }

        foreach (var command in metadata.OfType<CommandBody>())
        {
            CommandDocs.Apply(operation, command);
        }

        var isOpen = metadata.OfType<OpenRoute>().Any();
        int[] everywhere = isOpen ? [] : [401, 500, 503];
        foreach (var status in metadata.OfType<Refusals>().SelectMany(static r => r.Statuses).Concat(everywhere).Distinct().Order())
        {
            AddProblem(operation, document, status);
        }

        foreach (var answer in metadata.OfType<RowAnswer>())
        {
            RowSchemas.Apply(operation, document, answer);
        }

        foreach (var header in metadata.OfType<AnswerHeader>())
        {
            AddHeader(operation, header);
        }

        foreach (var example in metadata.OfType<AnswerExample>())
        {
            if (operation.Responses?[$"{example.Status}"].Content?.TryGetValue("application/json", out var media) == true)
            {
                media.Example = JsonNode.Parse(example.Json);
            }
        }

        if (!isOpen)
        {
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentHosting.KeyScheme, document)] = [] }];
        }
    }

    private static void AddPath(OpenApiOperation operation, PathPart part)
    {
        var known = operation.Parameters!.OfType<OpenApiParameter>().FirstOrDefault(p => p.Name == part.Name);
        if (known is null)
        {
            known = new OpenApiParameter { Name = part.Name, In = ParameterLocation.Path, Required = true, Schema = new OpenApiSchema { Type = JsonSchemaType.String } };
            operation.Parameters!.Add(known);
        }

        known.Description = part.Description;
    }

    private static void AddHeader(OpenApiOperation operation, AnswerHeader header)
    {
        if (operation.Responses?["200"] is OpenApiResponse answer)
        {
            answer.Headers ??= new Dictionary<string, IOpenApiHeader>();
            answer.Headers[header.Name] = new OpenApiHeader
            {
                Description = header.Description,
                Schema = new OpenApiSchema { Type = header.IsNumber ? JsonSchemaType.Integer : JsonSchemaType.String },
            };
        }
    }

    private static OpenApiParameter Describe(QueryParameter parameter)
    {
        var isCount = parameter.Kind is QueryParameterKind.Count;
        var schema = new OpenApiSchema
        {
            Type = isCount ? JsonSchemaType.Integer : JsonSchemaType.String,
            Format = parameter.Kind is QueryParameterKind.Time ? "date-time" : null,
            Minimum = isCount ? "1" : null,
            Maximum = isCount ? $"{QueryParameter.MostItems}" : null,
            MaxLength = parameter.Kind is QueryParameterKind.Text && parameter.Choices.Count == 0 ? parameter.MaxLength : null,
            Default = parameter.Default is not { } value ? null : isCount ? JsonValue.Create(int.Parse(value)) : JsonValue.Create(value),
            Enum = parameter.Choices.Count == 0 ? null : [.. parameter.Choices.Select(static c => JsonValue.Create(c))],
        };
        return new OpenApiParameter
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Schema = schema,
            Example = parameter.Example is { } example ? JsonValue.Create(example) : null,
        };
    }

    private static void AddProblem(OpenApiOperation operation, OpenApiDocument document, int status)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        document.Components.Schemas.TryAdd(ProblemSchema, Problem());
        operation.Responses ??= [];
        operation.Responses[$"{status}"] = new OpenApiResponse
        {
            Description = ReasonPhrases.GetReasonPhrase(status),
            Content = new Dictionary<string, OpenApiMediaType> { [Problems.ContentType] = new() { Schema = new OpenApiSchemaReference(ProblemSchema, document) } },
            Headers = status is not (429 or 503) ? null : new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds to wait.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            },
        };
    }

    private static OpenApiSchema Problem() => new()
    {
        Type = JsonSchemaType.Object,
        Description = "Problem details (RFC 9457).",
        Required = new HashSet<string> { "type", "title", "status", "detail", "code" },
        Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = Text("A URN of the problem."),
            ["title"] = Text("The status in words."),
            ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer, Description = "The HTTP status." },
            ["detail"] = Text("What is wrong and what to do, for people."),
            ["code"] = Text("A stable name of the problem, for programs."),
            ["errors"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "With code invalid_parameters: what is wrong, by parameter.",
                AdditionalProperties = new OpenApiSchema { Type = JsonSchemaType.String },
            },
            ["error"] = Text("With code replay_failed: what applying the event failed with."),
        },
    };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };
}
