namespace Signalbox.Simulation.Clerk;

/// <summary>A user: https://clerk.com/docs/reference/backend/types/backend-user, in the names of the webhook.</summary>
internal sealed class ClerkUser(string id, string emailId, string phoneId, Person person, long createdAt) : IJsonPart
{
    internal string Id => id;

    internal long CreatedAt { get; } = createdAt;

    internal long UpdatedAt { get; set; } = createdAt;

    internal string? Email { get; set; } = person.Email;

    internal string? Phone { get; set; }

    internal string? Username { get; set; }

    internal string? FirstName { get; set; } = person.FirstName;

    internal string? LastName { get; set; } = person.LastName;

    internal string? ExternalId { get; set; }

    internal bool Banned { get; set; }

    internal long? LastSignInAt { get; set; }

    internal string? Note { get; set; }

    internal bool Deleted { get; set; }

    /// <summary>The object as the last event about it carried it.</summary>
    internal byte[] Published { get; set; } = [];

    internal Person Person => person;

    public void WriteTo(JsonText json)
    {
        json.Add($$"""
            {"backup_code_enabled":false,"banned":{{Banned}},"create_organization_enabled":true,"created_at":{{CreatedAt}},
            "delete_self_enabled":true,"email_addresses":[
            """);
        if (Email is not null)
        {
            json.Add($$"""
                {"created_at":{{CreatedAt}},"email_address":{{Email}},"id":{{emailId}},"linked_to":[],"matches_sso_connection":false,
                "object":"email_address","reserved":false,"updated_at":{{UpdatedAt}},
                "verification":{"attempts":1,"expire_at":{{CreatedAt + 600_000}},"object":"verification_otp","status":"verified","strategy":"email_code"}
                }
                """);
        }

        json.Add($$"""
            ],"enterprise_accounts":[],"external_accounts":[],"external_id":{{ExternalId}},"first_name":{{FirstName}},"has_image":false,
            "id":{{id}},"image_url":"https://img.clerk.com/not-a-real-image","last_active_at":{{LastSignInAt}},"last_name":{{LastName}},
            "last_sign_in_at":{{LastSignInAt}},"legal_accepted_at":null,"locked":false,"lockout_expires_in_seconds":null,"mfa_disabled_at":null,
            "mfa_enabled_at":null,"object":"user","passkeys":[],"password_enabled":true,"phone_numbers":[
            """);
        if (Phone is not null)
        {
            json.Add($$"""
                {"backup_codes":null,"created_at":{{CreatedAt}},"default_second_factor":false,"id":{{phoneId}},"linked_to":[],"object":"phone_number",
                "phone_number":{{Phone}},"reserved":false,"reserved_for_second_factor":false,"updated_at":{{UpdatedAt}},
                "verification":{"attempts":1,"expire_at":{{CreatedAt + 600_000}},"object":"verification_otp","status":"verified","strategy":"phone_code"}
                }
                """);
        }

        json.Add($$"""
            ],"primary_email_address_id":{{(Email is null ? null : emailId)}},"primary_phone_number_id":{{(Phone is null ? null : phoneId)}},
            "primary_web3_wallet_id":null,"private_metadata":{},"profile_image_url":"https://www.gravatar.com/avatar?d=mp","public_metadata":{"note":{{Note}}},
            "saml_accounts":[],"totp_enabled":false,"two_factor_enabled":false,"unsafe_metadata":{},"updated_at":{{UpdatedAt}},"username":{{Username}},
            "verification_attempts_remaining":100,"web3_wallets":[]}
            """);
    }
}
