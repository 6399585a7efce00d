"""What is known of languages and their texts, without knowing of articles: sentences, phrases, reading ease."""
