using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Signalbox.Projections;

namespace Signalbox.OpenApi;

/// <summary>The schemas of the projections' rows, made from their columns.</summary>
internal static class RowSchemas
{
    // The columns that every row has a value in.
    private static readonly HashSet<string> NeverNull = ["account", "id", "livemode", "provisional", "updated_at", "as_of", "stream", "version", "raw"];

    internal static void Apply(OpenApiOperation operation, OpenApiDocument document, RowAnswer answer)
    {
        var row = Reference(document, answer.Resource);
        var example = Example(answer.Resource);
        var media = operation.Responses!["200"].Content!["application/json"];
        if (!answer.IsPage)
        {
            media.Schema = row;
            media.Example = example;
            return;
        }

        media.Schema = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Required = new HashSet<string> { "items", "more", "next_cursor" },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["items"] = new OpenApiSchema { Type = JsonSchemaType.Array, Items = row },
                ["more"] = new OpenApiSchema { Type = JsonSchemaType.Boolean, Description = "Whether there is more." },
                ["next_cursor"] = new OpenApiSchema { Type = JsonSchemaType.String | JsonSchemaType.Null, Description = "What to send as cursor for the next page." },
            },
        };
        example.Remove("items");
        media.Example = new JsonObject { ["items"] = new JsonArray(example), ["more"] = false, ["next_cursor"] = null };
    }

    private static OpenApiSchemaReference Reference(OpenApiDocument document, ProjectionResource resource)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(resource.SchemaName))
        {
            var properties = resource.Columns.ToDictionary(static c => c.Name, IOpenApiSchema (c) => Column(c));
            if (resource.HasItems)
            {
                properties["items"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Description = "Its items; only when it is asked for by id.",
                    Items = Reference(document, ProjectionResources.SubscriptionItems),
                };
            }

            document.Components.Schemas[resource.SchemaName] = new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Properties = properties,
                Required = new HashSet<string>(resource.Columns.Select(static c => c.Name)),
            };
        }

        return new OpenApiSchemaReference(resource.SchemaName, document);
    }

    private static OpenApiSchema Column(ProjectionColumn column)
    {
        var type = column.Kind switch
        {
            ColumnKind.Text or ColumnKind.Time => JsonSchemaType.String,
            ColumnKind.Number => JsonSchemaType.Integer,
            ColumnKind.Flag => JsonSchemaType.Boolean,
            ColumnKind.Json => JsonSchemaType.Object,
            _ => throw new UnreachableException(),
        };
        return new OpenApiSchema
        {
            Type = NeverNull.Contains(column.Name) ? type : type | JsonSchemaType.Null,
            Format = column.Kind switch { ColumnKind.Time => "date-time", ColumnKind.Number => "int64", _ => null },
            Description = column.Description,
        };
    }

    private static JsonObject Example(ProjectionResource resource)
    {
        var example = new JsonObject();
        foreach (var column in resource.Columns)
        {
            example[column.Name] = column switch
            {
                { Name: "account" } => resource.ExampleStream.Split('/')[0],
                { Name: "stream" } => resource.ExampleStream,
                { Name: "deleted_at" } => null,
                { Kind: ColumnKind.Text } => resource.Filters.FirstOrDefault(f => f.Name == column.Name)?.Example ?? "…",
                { Kind: ColumnKind.Number } => 1,
                { Kind: ColumnKind.Flag } => true,
                { Kind: ColumnKind.Time } => "2026-01-31T12:00:00Z",
                { Kind: ColumnKind.Json } => new JsonObject { ["id"] = "…", ["object"] = resource.Singular.Replace(' ', '_') },
                _ => throw new UnreachableException(),
            };
        }

        if (resource.HasItems)
        {
            example["items"] = new JsonArray(Example(ProjectionResources.SubscriptionItems));
        }

        return example;
    }
}
